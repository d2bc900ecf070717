-- What is known of a person, and how it is taken away: for the jobs that answer requests of
-- ops.erasure_requests. Money and the audit trail stay; everywhere else rows stay that others'
-- figures count, without what is personal in them. Consumers follow by the log.

-- Columns that say whose a row is. Those that say who did something for somebody else
-- (created_by, reviewed_by, ...) are not among them.
create function ops.person_columns()
returns table (relation regclass, columns text[])
language sql
stable
set search_path = pg_catalog
as $$
    select c.oid::regclass, array_agg(a.attname::text order by a.attnum)
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p')
        and not c.relispartition
        and n.nspname in (
            'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
            'analytics', 'ops', 'archive')
        and a.atttypid = 'uuid'::regtype
        and (a.attname in (
                'user_id', 'reviewer_id', 'sender_id', 'recipient_id', 'requested_by',
                'primary_user_id', 'shared_by', 'shared_with', 'instructor_id', 'owner_user_id',
                'author_id', 'host_user_id')
            or c.oid = 'identity.users'::regclass and a.attname = 'id')
    group by c.oid
$$;

comment on function ops.person_columns() is 'Tables with the columns that say whose a row is.';

-- The person's rows of a table as JSON, without what is secret even to them.
create function ops.rows_of_person(relation regclass, person uuid)
returns setof jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    owning text[] := (
        select p.columns from ops.person_columns() p where p.relation = rows_of_person.relation);
    secret text[] := array(
        select a.attname::text from pg_attribute a
        where a.attrelid = rows_of_person.relation and a.attnum > 0
            and (a.attname ~ '(_hash|_enc)$' or a.attname = 'key_id'));
begin
    if owning is null then
        raise exception '% is of nobody', relation using errcode = 'invalid_parameter_value';
    end if;
    return query execute format(
        'select to_jsonb(t) - $1 from %s t where $2 in (%s)',
        relation,
        (select string_agg(quote_ident(c), ', ') from unnest(owning) c))
        using secret, person;
end
$$;

comment on function ops.rows_of_person(regclass, uuid) is
    'Rows of a table that are a person''s, as JSON, without hashes and encrypted values.';

-- Why a person cannot be erased yet; null: nothing is in the way.
create function ops.erasure_obstacle(person uuid)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select case
        when not exists (select from identity.users u where u.id = person)
            then 'there is no such person'
        when exists (
            select from billing.payouts p
            join wellness.practitioners w on w.id = p.practitioner_id
            where w.user_id = person and p.status in ('pending', 'processing'))
            then 'a payout to this person is under way'
        when exists (
            select from billing.payout_items i
            join wellness.practitioners w on w.id = i.practitioner_id
            where w.user_id = person and i.payout_id is null)
            then 'earnings of this person are not paid out'
    end
$$;

comment on function ops.erasure_obstacle(uuid) is
    'Why a person cannot be erased yet; null when nothing is in the way.';

-- Erases a person; rows that were changed or deleted.
create function ops.erase_person(person uuid)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    change text;
    changed bigint;
    total bigint := 0;
    archived record;
    obstacle text := ops.erasure_obstacle(person);
begin
    if obstacle is not null then
        raise exception 'person % cannot be erased: %', person, obstacle
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    foreach change in array array[
        -- What lets them in, and what is theirs alone.
        'delete from identity.user_credentials where user_id = $1',
        'delete from identity.user_secrets where user_id = $1',
        'delete from identity.auth_identities where user_id = $1',
        'delete from identity.sessions where user_id = $1',
        'delete from identity.password_reset_tokens where user_id = $1',
        'delete from identity.user_profiles where user_id = $1',
        'delete from identity.user_addresses where user_id = $1',
        'delete from identity.user_preferences where user_id = $1',
        'delete from identity.user_system_links where user_id = $1',
        'delete from wellness.health_record_sharing where shared_by = $1 or shared_with = $1',
        'delete from wellness.health_records where user_id = $1',
        'delete from wellness.health_profiles where user_id = $1',
        'delete from engagement.notifications where user_id = $1',
        -- Files that nobody else shows go with the temporary ones, with their objects.
        'update content.media_files f set access_level = ''temporary'', expires_at = now(),
            filename = ''erased'', original_filename = ''erased'', metadata = ''{}'',
            virus_scan_result = null, cdn_url = null, file_hash = null,
            processed_variants = ''{}''
            where user_id = $1
                and not exists (
                    select from learning.course_resources r where r.media_file_id = f.id)',
        -- Rows that figures of others count.
        'update projects.projects set contact_name = null, contact_email = null,
            contact_phone = null
            where created_by = $1',
        'update projects.applications set proposal = '''', experience_description = '''',
            timeline_description = '''', team_members = ''[]'', portfolio_items = ''[]'',
            applicant_references = ''[]'', certifications_provided = ''{}'', review_notes = null,
            feedback = null, decision_reason = null
            where user_id = $1',
        'update learning.courses set instructor_name = ''Erased'', instructor_bio = null,
            instructor_image_url = null
            where instructor_id = $1',
        'update learning.assessment_attempts set answers = ''{}'', feedback = null
            where user_id = $1',
        'update learning.course_completions set review = null where user_id = $1',
        'update learning.certificates set certificate_url = '''', certificate_hash = null
            where user_id = $1',
        'update learning.user_notes set content = '''' where user_id = $1',
        'update learning.user_bookmarks set title = null, notes = null where user_id = $1',
        'update wellness.practitioners set license_number = null, license_state = null,
            license_expiry = null,
            bio = '''', education = ''[]'', certifications = ''[]'',
            languages = ''{}'', availability_timezone = ''UTC'',
            verification_documents = ''[]'', status = ''inactive''
            where user_id = $1',
        'update wellness.bookings set guest_name = null, guest_email = null, subject = null,
            location_details = null, user_notes = null, practitioner_notes = null,
            internal_notes = null, cancellation_reason = null
            where user_id = $1',
        'update archive.bookings set guest_name = null, guest_email = null, subject = null,
            location_details = null, user_notes = null, practitioner_notes = null,
            internal_notes = null, cancellation_reason = null
            where user_id = $1',
        'update wellness.booking_participants set connection_quality = null where user_id = $1',
        'update archive.booking_participants set connection_quality = null where user_id = $1',
        'update wellness.booking_reschedule_requests set reason = null, response_notes = null
            where requested_by = $1',
        'update archive.booking_reschedule_requests set reason = null, response_notes = null
            where requested_by = $1',
        'update wellness.reviews set title = null, content = null, aspects = ''{}'',
            anonymous = true, moderation_notes = null
            where reviewer_id = $1',
        'update wellness.review_reports set reason = '''' where user_id = $1',
        'update engagement.event_registrations set dietary_restrictions = null,
            accessibility_needs = null, emergency_contact = null, custom_fields = ''{}''
            where user_id = $1',
        'update engagement.meeting_attendances set email_domain = ''erased.invalid''
            where user_id = $1 and email_domain is not null',
        'update engagement.conversation_participants set notification_settings = ''{}''
            where user_id = $1',
        'update engagement.messages set subject = null, content = ''erased'',
            attachments = ''[]'', metadata = ''{}'', flagged_reason = null
            where sender_id = $1',
        'update archive.messages set subject = null, content = ''erased'',
            attachments = ''[]'', metadata = ''{}'', flagged_reason = null
            where sender_id = $1',
        'update engagement.email_logs set recipient_email = ''erased@erased.invalid'',
            subject = '''', error_message = null, provider_message_id = null,
            metadata = ''{}''
            where user_id = $1',
        'update engagement.form_submissions set name = null, email = null, phone = null,
            subject = null, message = null, payload = ''{}'', source_url = null,
            ip_address = null, user_agent = null
            where user_id = $1',
        'update content.timeline_items set title = ''erased'', description = null,
            metadata = ''{}''
            where owner_user_id = $1',
        'update analytics.user_activity_logs set details = ''{}'', ip_address = null,
            user_agent = null, referrer = null
            where user_id = $1',
        'update analytics.search_events set user_id = null, filters_applied = ''{}''
            where user_id = $1',
        'update analytics.conversion_events set properties = ''{}'' where user_id = $1',
        'update analytics.ai_feedback set input_data = ''{}'', output_data = ''{}'',
            feedback_text = null, session_id = null, request_id = null, model_parameters = null
            where user_id = $1',
        'update ops.system_logs set message = ''erased'', ip_address = null, user_agent = null,
            request_id = null, metadata = null
            where user_id = $1',
        -- The row that all others refer to.
        'update identity.users set email = ''erased-'' || id || ''@erased.invalid'',
            email_verified = false, email_verified_at = null, display_name = ''Erased'',
            first_name = null, last_name = null, phone = null, phone_verified = false,
            phone_verified_at = null, date_of_birth = null, profile_image_url = null,
            timezone = ''UTC'', language = ''en'',
            status = ''deleted'', deleted_at = coalesce(deleted_at, now())
            where id = $1'
    ]
    loop
        execute change using person;
        get diagnostics changed = row_count;
        total := total + changed;
    end loop;
    -- Archives are not captured: what their rows say now has to be copied into the topics.
    for archived in
        select * from (
            values
                ('archive.bookings', 'wellness.bookings', 'user_id'),
                ('archive.booking_participants', 'wellness.booking_participants', 'user_id'),
                ('archive.booking_reschedule_requests', 'wellness.booking_reschedule_requests',
                    'requested_by'),
                ('archive.messages', 'engagement.messages', 'sender_id')
        ) v (archive, captured, person_column)
    loop
        execute format(
            'insert into ops.table_snapshots (table_name, row_filter, reason)'
            ' select %1$L, %2$L, ''erasure'' where exists (select from %3$s where %2$s)',
            archived.captured,
            format('%I = %L', archived.person_column, person),
            archived.archive);
    end loop;
    return total;
end
$$;

comment on function ops.erase_person(uuid) is
    'Takes away everything personal of a person, but for money and the audit trail.';

grant execute on function
    ops.person_columns(), ops.rows_of_person(regclass, uuid), ops.erasure_obstacle(uuid),
    ops.erase_person(uuid)
    to millrace_batch;
grant select, update (status, completed_at, details) on ops.erasure_requests to millrace_batch;
