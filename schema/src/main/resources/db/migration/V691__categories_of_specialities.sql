-- Specialities that come from elsewhere name their category in words, in other words, or not at all.
-- Each must have one here, so that what has no category of that name goes into one for the rest.

create function wellness.specialization_category(named text)
returns uuid
language plpgsql
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
    fallback constant text := 'Other';
    category uuid;
begin
    select c.id into category
    from wellness.specialization_categories c
    where lower(c.name) = lower(btrim(named))
    order by c.sort_order, c.name
    limit 1;
    if category is null then
        insert into wellness.specialization_categories (name, description, sort_order)
        values (fallback, 'Specialities whose category is not known', 1000)
        on conflict (name) do nothing;
        select c.id into category
        from wellness.specialization_categories c
        where c.name = fallback;
    end if;
    return category;
end
$$;

comment on function wellness.specialization_category(text) is
    'The category of this name, whatever its case; where there is none, or the name is null, the '
    'category Other, which is made when it is first needed.';

grant execute on function wellness.specialization_category(text) to millrace_app_service;
