create table ops.came_late (id integer);
