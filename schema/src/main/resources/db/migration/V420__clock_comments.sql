-- What the stores that the clock changes, and times inside JSON, promise now that streams fill
-- them.

comment on table derived.notification_counts is
    'What each person who is not deleted has not read (V26). Mixes notifications, messages and '
    'participation: the two counts settle independently. A notification that expires stops '
    'counting at its moment, without a change of its row.';
comment on column derived.notification_counts.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is, or the moment '
    'of the expiry that did.';

comment on table derived.role_statistics is
    'Permissions and holders of each role (V33). Mixes roles, permissions and grants, counted '
    'independently. A grant that expires stops counting at its moment, without a change of its '
    'row.';
comment on column derived.role_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is, or the moment '
    'of the expiry that did.';

comment on column derived.learner_dashboard.recent_courses is
    'Up to five active enrollments in published courses, last used first: course_id, title, '
    'progress (per cent), last_accessed (ISO 8601 in UTC, null before the first access).';
