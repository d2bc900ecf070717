-- Temporary files past their time: what the job that deletes them may see and do. A file that a
-- health record is attached to is none of them, whatever its access level says.

create function ops.expired_temporary_files(before timestamptz, after uuid, most integer)
returns table (id uuid, file_path text)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select f.id, f.file_path
    from content.media_files f
    where f.access_level = 'temporary'
        and f.expires_at <= before
        and f.storage_deleted_at is null
        and f.id > after
        and not exists (
            select from wellness.health_record_attachments a where a.media_file_id = f.id)
    order by f.id
    limit most
$$;

comment on function ops.expired_temporary_files(timestamptz, uuid, integer) is
    'Temporary files that expired before a moment and whose object is still stored, by id.';

grant execute on function ops.expired_temporary_files(timestamptz, uuid, integer)
    to millrace_batch;
grant update (storage_deleted_at), delete on content.media_files to millrace_batch;
