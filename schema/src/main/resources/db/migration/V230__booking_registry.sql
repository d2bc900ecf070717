-- A booking may be archived while payments, reviews and health records still refer to it: they
-- refer to its row in wellness.booking_registry, which stays. The application only inserts the
-- booking; the registry row comes from here, with the rights of the owner.

create function wellness.register_booking()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into wellness.booking_registry (id, created_at)
    values (new.id, new.created_at)
    on conflict (id) do nothing;
    return new;
end
$$;

comment on function wellness.register_booking() is
    'Adds the registry row of a new booking; one that is there already must have its created_at.';

create trigger register_booking
    before insert on wellness.bookings
    for each row execute function wellness.register_booking();
