-- An answer in whole kilometres to questions from anywhere, with a radius of any length, narrowed a
-- practitioner's home down to some metres. Now a place counts as the middle of its cell of 0.05
-- degrees, asked or answered, and distances and radii in steps of 5 kilometres: every question has
-- the same answer for all practitioners of a cell.

create function derived.middle_of_cell(degrees numeric)
returns numeric
language sql
immutable
strict
parallel safe
as $$
    select floor(degrees / 0.05) * 0.05 + 0.025
$$;

comment on function derived.middle_of_cell(numeric) is
    'The middle of the 0.05 degrees of latitude or longitude, 5.6 kilometres at most, in which a '
    'place is.';

revoke execute on function derived.middle_of_cell(numeric) from public;

create or replace function derived.practitioners_near(
    latitude numeric, longitude numeric, kilometres double precision)
returns table (practitioner_id uuid, distance_kilometres integer)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select p.id, d.steps * 5
    from wellness.practitioners p
    join identity.users u on u.id = p.user_id and u.status = 'active' and u.deleted_at is null
    join identity.user_profiles f on f.user_id = p.user_id
    cross join lateral (
        select greatest(1, ceil(oracle.km(
            derived.middle_of_cell(practitioners_near.latitude),
            derived.middle_of_cell(practitioners_near.longitude),
            derived.middle_of_cell(f.latitude),
            derived.middle_of_cell(f.longitude)) / 5))::integer as steps
        where f.latitude is not null
            and practitioners_near.latitude is not null
            and practitioners_near.longitude is not null
    ) d
    where p.verification_status = 'verified'
        and p.status = 'active'
        and d.steps <= ceil(practitioners_near.kilometres / 5)
$$;

comment on function derived.practitioners_near(numeric, numeric, double precision) is
    'Practitioners who may be found, at most so many kilometres from a place in degrees, radius and '
    'distances in steps of 5 kilometres begun, from the middle of one cell of 0.05 degrees to the '
    'middle of the other: up to 8 kilometres off, and the same for all practitioners of a cell. '
    'Without those whose place is not known.';
