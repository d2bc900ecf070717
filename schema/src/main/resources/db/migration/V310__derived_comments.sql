-- What every derived table and column means, in the words a reader of the database needs. V.. are
-- the numbers of the derived values. A store that mixes several tables says what can be seen while
-- a change of one of them has arrived and the change of another has not.

comment on table derived.match_scores is
    'How well each applicant fits the project applied for (V01). Mixes applications, projects, '
    'user profiles and the production matching model: while changes of these are under way, a '
    'score may combine the newest row of one with the previous row of another; it settles as '
    'soon as all have arrived. No row where no part applies.';
comment on column derived.match_scores.project_id is 'Project applied for.';
comment on column derived.match_scores.user_id is 'Applicant.';
comment on column derived.match_scores.application_id is 'The application that is scored.';
comment on column derived.match_scores.score is
    'Weighted mean of the parts that apply, 0 to 100, two decimals.';
comment on column derived.match_scores.skills_part is
    'Share of the required skills that the applicant has, 0 to 1; null when none is required.';
comment on column derived.match_scores.certifications_part is
    'Share of the required certifications that the applicant has, 0 to 1; null when none is '
    'required.';
comment on column derived.match_scores.experience_part is
    'Years of experience over the years required, at most 1; null when none are required.';
comment on column derived.match_scores.location_part is
    '1 up to 25 km between applicant and project, falling to 0 at 200 km; null when a position '
    'is missing.';
comment on column derived.match_scores.budget_part is
    '1 inside the budget, less below or above it; null without a proposal or an upper limit.';
comment on column derived.match_scores.model_version is
    'Name and version of the production model of type matching whose weights were used.';
comment on column derived.match_scores.computed_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.project_statistics is
    'Applications of each project that is not deleted, withdrawn ones left out (V02).';
comment on column derived.project_statistics.project_id is 'Project.';
comment on column derived.project_statistics.application_count is
    'Applications that were not withdrawn, number.';
comment on column derived.project_statistics.pending_count is
    'Of these, waiting for a decision, number.';
comment on column derived.project_statistics.accepted_count is 'Of these, accepted, number.';
comment on column derived.project_statistics.remaining_slots is
    'Applications still possible, number, never below 0; null without a limit.';
comment on column derived.project_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.course_statistics is
    'Figures of each course that is not deleted (V05 to V11). Mixes enrollments, progress, '
    'completions, purchases with refunds, and the contents of the course: each group of columns '
    'is right as of its own table, so for a moment a completion may count before the progress '
    'that led to it, or a purchase before its refund.';
comment on column derived.course_statistics.course_id is 'Course.';
comment on column derived.course_statistics.enrollment_count is 'Enrollments in any state, number.';
comment on column derived.course_statistics.active_enrollment_count is
    'Enrollments that are active, number.';
comment on column derived.course_statistics.completion_count is
    'Completions, number; they stay when lessons are added later.';
comment on column derived.course_statistics.completion_rate is
    'Enrollments with a completion, per cent of all enrollments, two decimals, at most 100; '
    'null without enrollments.';
comment on column derived.course_statistics.avg_progress_percentage is
    'Mean progress over all enrollments, per cent, two decimals; who has not begun counts 0; '
    'null without enrollments.';
comment on column derived.course_statistics.rating_count is 'Completions with a rating, number.';
comment on column derived.course_statistics.rating_sum is 'Sum of these ratings, stars.';
comment on column derived.course_statistics.average_rating is
    'rating_sum / rating_count, 1 to 5 stars, two decimals; null without ratings.';
comment on column derived.course_statistics.recommend_count is
    'Completions that would recommend the course, number.';
comment on column derived.course_statistics.purchase_count is
    'Completed purchases in the currency of the course, number.';
comment on column derived.course_statistics.gross_revenue_cents is
    'Purchases completed or refunded, in cents of currency.';
comment on column derived.course_statistics.refunded_cents is
    'Given back: whole amount of refunded purchases, succeeded refunds of completed ones, in '
    'cents of currency.';
comment on column derived.course_statistics.net_revenue_cents is
    'gross_revenue_cents - refunded_cents.';
comment on column derived.course_statistics.currency is
    'Currency of the course, ISO 4217; purchases in another do not count.';
comment on column derived.course_statistics.module_count is 'Published modules, number.';
comment on column derived.course_statistics.lesson_count is 'Published lessons, number.';
comment on column derived.course_statistics.assessment_count is 'Published assessments, number.';
comment on column derived.course_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.course_progress is
    'How far each enrolled person is in the course (V12 to V15). Mixes enrollments, lesson '
    'progress, lessons, notes and bookmarks: when a lesson is published or withdrawn, the '
    'totals of the enrollments of its course follow one after the other.';
comment on column derived.course_progress.user_id is 'Learner.';
comment on column derived.course_progress.course_id is 'Course.';
comment on column derived.course_progress.total_lessons is
    'Published lessons of the course, number.';
comment on column derived.course_progress.completed_lessons is
    'Of these, completed by the learner, number.';
comment on column derived.course_progress.progress_percentage is
    'completed_lessons per cent of total_lessons, cut at two decimals so that 100.00 means all; '
    '0.00 without lessons.';
comment on column derived.course_progress.total_time_spent_seconds is
    'Time spent in lessons of the course, published or not, seconds.';
comment on column derived.course_progress.notes_count is 'Notes on lessons of the course, number.';
comment on column derived.course_progress.bookmarks_count is
    'Bookmarks in lessons of the course, number.';
comment on column derived.course_progress.last_accessed_at is
    'Latest access to a lesson of the course; null before the first.';
comment on column derived.course_progress.completed_at is
    'When the last published lesson was completed; null while one is open.';
comment on column derived.course_progress.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.learner_dashboard is
    'What a learner sees first (V19), a row for each person who is not deleted. Mixes '
    'enrollments, courses, progress, completions and achievements: a course may be completed in '
    'one column and still active in another until both changes have arrived.';
comment on column derived.learner_dashboard.user_id is 'Learner.';
comment on column derived.learner_dashboard.active_enrollments is
    'Active enrollments in published courses, number.';
comment on column derived.learner_dashboard.completed_courses is 'Completions, number.';
comment on column derived.learner_dashboard.total_study_seconds is
    'Time spent in lessons of all courses, seconds.';
comment on column derived.learner_dashboard.achievements is 'Achievements earned, number.';
comment on column derived.learner_dashboard.recent_courses is
    'Up to five active enrollments in published courses, last used first: course_id, title, '
    'progress (per cent), last_accessed.';
comment on column derived.learner_dashboard.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.course_recommendations is
    'Up to ten published courses a person is not enrolled in, best first (V20). Made by a '
    'nightly job as of one moment, and again for a person who enrolls.';
comment on column derived.course_recommendations.user_id is 'Person the course is recommended to.';
comment on column derived.course_recommendations.course_id is 'Recommended course.';
comment on column derived.course_recommendations.score is
    '0.4 category share + 0.3 rating + 0.2 reach + 0.1 youth, 0 to 1, four decimals.';
comment on column derived.course_recommendations.rank is
    'Place in the order of score, 1 is best; equal scores by course id.';
comment on column derived.course_recommendations.computed_at is
    'The moment for which the recommendations were made.';

comment on table derived.tag_usage is
    'How many courses carry a tag (V16).';
comment on column derived.tag_usage.tag_id is 'Tag.';
comment on column derived.tag_usage.usage_count is 'Courses with the tag, number.';
comment on column derived.tag_usage.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.resource_downloads is
    'Downloads over a lifetime (V17), kept when old activity is dropped.';
comment on column derived.resource_downloads.resource_id is 'Course resource or media file.';
comment on column derived.resource_downloads.download_count is 'Downloads, number.';
comment on column derived.resource_downloads.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.practitioner_stats is
    'Ratings and sessions of each practitioner (V21, V22). Mixes reviews and bookings: a review '
    'may count before the session that it is about.';
comment on column derived.practitioner_stats.practitioner_id is 'Practitioner.';
comment on column derived.practitioner_stats.rating_count is 'Published reviews, number.';
comment on column derived.practitioner_stats.rating_sum is 'Sum of their ratings, stars.';
comment on column derived.practitioner_stats.average_rating is
    'rating_sum / rating_count, 1 to 5 stars, two decimals; null without published reviews.';
comment on column derived.practitioner_stats.total_sessions is
    'Completed bookings over a lifetime, archived ones included, number.';
comment on column derived.practitioner_stats.no_show_count is
    'Bookings nobody came to over a lifetime, archived ones included, number.';
comment on column derived.practitioner_stats.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.review_counts is
    'Votes on and reports of each review (V23). Mixes votes and reports, which are counted '
    'independently.';
comment on column derived.review_counts.review_id is 'Review.';
comment on column derived.review_counts.helpful_count is 'Votes that found it helpful, number.';
comment on column derived.review_counts.not_helpful_count is 'Votes that did not, number.';
comment on column derived.review_counts.reported_count is 'Reports, number.';
comment on column derived.review_counts.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.meeting_statistics is
    'Attendance of each meeting (V27, V29). Mixes meetings and attendances: a new title or '
    'state may show before or after the attendances written with it.';
comment on column derived.meeting_statistics.meeting_id is 'Meeting.';
comment on column derived.meeting_statistics.title is 'Title of the meeting.';
comment on column derived.meeting_statistics.starts_at is 'When it starts.';
comment on column derived.meeting_statistics.status is 'State of the meeting.';
comment on column derived.meeting_statistics.invited_count is 'People invited, number.';
comment on column derived.meeting_statistics.accepted_count is
    'Of these, in state accepted, number.';
comment on column derived.meeting_statistics.attended_count is 'Of these, attended, number.';
comment on column derived.meeting_statistics.no_show_count is 'Of these, did not come, number.';
comment on column derived.meeting_statistics.external_invited_count is
    'Invited from another domain, attended or not, number.';
comment on column derived.meeting_statistics.external_attended_count is
    'Of these, attended, number.';
comment on column derived.meeting_statistics.duration_sum_minutes is
    'Minutes that those who attended were present, together.';
comment on column derived.meeting_statistics.duration_samples is
    'Attendances with a known duration, number.';
comment on column derived.meeting_statistics.avg_duration_minutes is
    'duration_sum_minutes / duration_samples, minutes, two decimals; null without any.';
comment on column derived.meeting_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.user_engagement is
    'Meetings of each person who is not deleted (V28). Mixes people and attendances: a new '
    'person shows with zeros first.';
comment on column derived.user_engagement.user_id is 'Person.';
comment on column derived.user_engagement.meetings_invited is 'Meetings invited to, number.';
comment on column derived.user_engagement.meetings_attended is 'Of these, attended, number.';
comment on column derived.user_engagement.duration_sum_minutes is
    'Minutes present in attended meetings, together.';
comment on column derived.user_engagement.duration_samples is
    'Attended meetings with a known duration, number.';
comment on column derived.user_engagement.avg_meeting_duration_minutes is
    'duration_sum_minutes / duration_samples, minutes, two decimals; null without any.';
comment on column derived.user_engagement.last_meeting_attended_at is
    'Latest time of joining a meeting that was attended; null before the first.';
comment on column derived.user_engagement.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.event_statistics is
    'Registrations of each event that is not deleted (V32). Mixes events and registrations: a '
    'new event shows with zeros first.';
comment on column derived.event_statistics.event_id is 'Event.';
comment on column derived.event_statistics.registration_count is
    'Registrations in state registered, attended or no_show, number.';
comment on column derived.event_statistics.attendee_count is
    'Registrations that attended or checked in, number.';
comment on column derived.event_statistics.waitlist_count is
    'Registrations on the waiting list, number.';
comment on column derived.event_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.conversation_state is
    'Newest message of each conversation (V25), deleted messages left out, archived ones '
    'included. Mixes conversations and messages: a new conversation shows without messages '
    'first.';
comment on column derived.conversation_state.conversation_id is 'Conversation.';
comment on column derived.conversation_state.last_message_id is
    'Newest message; of two at the same moment the greater id; null without messages.';
comment on column derived.conversation_state.last_message_at is
    'When it was written; null without messages.';
comment on column derived.conversation_state.message_count is 'Messages over a lifetime, number.';
comment on column derived.conversation_state.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.content_statistics is
    'Views and reactions of each library item (V24). Mixes items, activity and reactions: likes '
    'and views arrive independently.';
comment on column derived.content_statistics.item_id is 'Library item.';
comment on column derived.content_statistics.view_count is
    'Views over a lifetime, dropped activity included, number.';
comment on column derived.content_statistics.like_count is 'Likes, number.';
comment on column derived.content_statistics.share_count is 'Shares, number.';
comment on column derived.content_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.family_plan_usage is
    'Members of each family plan (V29). Mixes plans and members: a raised limit may show before '
    'or after the member it was raised for.';
comment on column derived.family_plan_usage.family_plan_id is 'Family plan.';
comment on column derived.family_plan_usage.current_members is 'Members, number.';
comment on column derived.family_plan_usage.max_members is 'Limit of the plan, number.';
comment on column derived.family_plan_usage.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.payment_state is
    'What refunds have made of each payment (V35). Mixes payments and refunds: after a refund '
    'the old state shows until the refund arrives.';
comment on column derived.payment_state.payment_id is 'Payment.';
comment on column derived.payment_state.amount_cents is
    'Amount paid, cents of the currency of the payment.';
comment on column derived.payment_state.refunded_amount_cents is
    'Sum of succeeded refunds, cents of the same currency.';
comment on column derived.payment_state.effective_status is
    'State of the payment; one that succeeded is succeeded, partially_refunded or refunded by '
    'the sum of its refunds.';
comment on column derived.payment_state.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.revenue_daily is
    'Money by day, source, type and currency (V38). Mixes payments and refunds: a refund counts '
    'on its own day, so net of a day may be negative.';
comment on column derived.revenue_daily.day is 'UTC day of processing.';
comment on column derived.revenue_daily.source_system is 'System the payment came from.';
comment on column derived.revenue_daily.payment_type is 'What was paid for.';
comment on column derived.revenue_daily.currency is 'ISO 4217; amounts are in its cents.';
comment on column derived.revenue_daily.gross_cents is
    'Payments that succeeded, refunded later or not, cents.';
comment on column derived.revenue_daily.refunded_cents is
    'Refunds that succeeded on this day, cents.';
comment on column derived.revenue_daily.net_cents is 'gross_cents - refunded_cents.';
comment on column derived.revenue_daily.platform_fee_cents is
    'Platform fees of the payments, cents; refunds do not lower them.';
comment on column derived.revenue_daily.payments is 'Payments, number.';
comment on column derived.revenue_daily.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.notification_counts is
    'What each person who is not deleted has not read (V26). Mixes notifications, messages and '
    'participation: the two counts settle independently. Expiry needs no change of a row, so a '
    'scheduled job looks at it again.';
comment on column derived.notification_counts.user_id is 'Person.';
comment on column derived.notification_counts.unread_notifications is
    'Notifications neither read nor expired, number.';
comment on column derived.notification_counts.unread_messages is
    'Direct messages not read, and group messages of others since the last reading, number.';
comment on column derived.notification_counts.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.email_statistics is
    'Delivery of the e-mails of each template (V39).';
comment on column derived.email_statistics.template_id is 'Template.';
comment on column derived.email_statistics.sent is 'E-mails sent, number.';
comment on column derived.email_statistics.delivered is 'Of these, delivered, number.';
comment on column derived.email_statistics.opened is 'Opened at least once, number.';
comment on column derived.email_statistics.clicked is 'Clicked at least once, number.';
comment on column derived.email_statistics.bounced is 'Bounced, number.';
comment on column derived.email_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.search_terms_daily is
    'Searches by day, type and term (V40). A day is compared with its source while the source '
    'rows are live.';
comment on column derived.search_terms_daily.day is 'UTC day of the search.';
comment on column derived.search_terms_daily.search_type is 'What was searched.';
comment on column derived.search_terms_daily.term is 'Search text, trimmed and lower case.';
comment on column derived.search_terms_daily.searches is 'Searches, number.';
comment on column derived.search_terms_daily.zero_result_searches is
    'Of these, without any result, number.';
comment on column derived.search_terms_daily.clicks is 'Of these, with a result clicked, number.';
comment on column derived.search_terms_daily.click_position_sum is
    'Sum of the positions clicked; divide by clicks for the mean.';
comment on column derived.search_terms_daily.duration_ms_sum is
    'Sum of the durations, milliseconds.';

comment on table derived.conversion_daily is
    'Conversion events by day and origin (V41). A day is compared with its source while the '
    'source rows are live.';
comment on column derived.conversion_daily.day is 'UTC day of the event.';
comment on column derived.conversion_daily.event_type is 'Step of the funnel.';
comment on column derived.conversion_daily.source is 'Origin; empty when unknown.';
comment on column derived.conversion_daily.medium is 'Medium; empty when unknown.';
comment on column derived.conversion_daily.campaign is 'Campaign; empty when unknown.';
comment on column derived.conversion_daily.events is 'Events, number.';
comment on column derived.conversion_daily.users is
    'Distinct people among them, number; unknown people do not count.';
comment on column derived.conversion_daily.value_cents is 'Sum of their values, cents.';

comment on table derived.ai_model_stats is
    'Answers of each model and what people said about them (V34).';
comment on column derived.ai_model_stats.model_name is 'Feature that the model serves.';
comment on column derived.ai_model_stats.model_version is 'Version; unknown when not given.';
comment on column derived.ai_model_stats.request_count is 'Answers, number.';
comment on column derived.ai_model_stats.response_ms_sum is
    'Sum of the response times, milliseconds.';
comment on column derived.ai_model_stats.average_response_ms is
    'Mean of the known response times, milliseconds, two decimals; null without any.';
comment on column derived.ai_model_stats.rating_count is 'Rated answers, number.';
comment on column derived.ai_model_stats.average_rating is
    'Mean rating, 1 to 5, two decimals; null without ratings.';
comment on column derived.ai_model_stats.accurate_count is 'Answers called accurate, number.';
comment on column derived.ai_model_stats.helpful_count is 'Answers called helpful, number.';
comment on column derived.ai_model_stats.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.role_statistics is
    'Permissions and holders of each role (V33). Mixes roles, permissions and grants, counted '
    'independently. Grants expire without a change of a row, so a scheduled job looks at them '
    'again.';
comment on column derived.role_statistics.role_id is 'Role.';
comment on column derived.role_statistics.permissions_count is 'Permissions of the role, number.';
comment on column derived.role_statistics.active_users is
    'People who hold it in a grant that is active and not expired, number.';
comment on column derived.role_statistics.updated_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

comment on table derived.applied_offsets is
    'How far each topic has been written into this schema. A row is written in the transaction '
    'of the rows it stands for, so tables and offsets never disagree. Bookkeeping of the '
    'writer, not a store.';
comment on column derived.applied_offsets.processor is 'The writer: one a store and version.';
comment on column derived.applied_offsets.topic is 'Kafka topic.';
comment on column derived.applied_offsets.partition is 'Partition of the topic.';
comment on column derived.applied_offsets.next_offset is
    'Offset of the first record that has not been applied.';
comment on column derived.applied_offsets.updated_at is
    'When the transaction applied it, clock of this database.';
