-- Where practitioners are. Their places are their own, in identity.user_profiles; they are in no
-- search index and leave the database as whole kilometres from a place that the asker names.

create function derived.practitioners_near(
    latitude numeric, longitude numeric, kilometres double precision)
returns table (practitioner_id uuid, distance_kilometres integer)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.id, greatest(1, ceil(d.distance))::integer
    from wellness.practitioners p
    join identity.users u on u.id = p.user_id and u.status = 'active' and u.deleted_at is null
    join identity.user_profiles f on f.user_id = p.user_id
    cross join lateral (
        select oracle.km(
            practitioners_near.latitude, practitioners_near.longitude, f.latitude,
            f.longitude) as distance
    ) d
    where p.verification_status = 'verified'
        and p.status = 'active'
        and d.distance <= practitioners_near.kilometres
$$;

comment on function derived.practitioners_near(numeric, numeric, double precision) is
    'Practitioners who may be found, at most so many kilometres from a place in degrees, with the '
    'whole kilometres begun; without those whose place is not known.';

revoke execute on function derived.practitioners_near(numeric, numeric, double precision)
    from public;
grant execute on function derived.practitioners_near(numeric, numeric, double precision)
    to millrace_app, millrace_app_service, millrace_operator;
