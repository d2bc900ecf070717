-- A download that does not say what was downloaded is nobody's: the oracle had a row without a key
-- for it, which no table can hold.

create or replace view oracle.resource_downloads as
select entity_id as resource_id, sum(events)::bigint as download_count
from (
    select entity_id, count(*) as events
    from analytics.user_activity_logs
    where activity_type = 'resource_downloaded'
        and entity_type in ('course_resource', 'media_file')
        and entity_id is not null
    group by entity_id
    union all
    select entity_id, sum(events)
    from archive.activity_rollups
    where activity_type = 'resource_downloaded'
        and entity_type in ('course_resource', 'media_file')
    group by entity_id
) counted
group by entity_id;
