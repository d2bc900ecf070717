-- The same rules for lists that are built beside the live ones. There is a table of them only while a
-- version runs beside, so this cannot be a view.

create function oracle.shadow_list_faults()
returns table (user_id uuid, course_id uuid, problem text)
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return query execute replace(
        pg_get_viewdef('oracle.course_recommendation_faults'::regclass),
        'derived.course_recommendations',
        'shadow.course_recommendations');
end
$$;

comment on function oracle.shadow_list_faults() is
    'oracle.course_recommendation_faults for the lists of the version beside the live one.';

revoke all on function oracle.shadow_list_faults() from public;
grant execute on function oracle.shadow_list_faults() to millrace_operator, millrace_batch;
