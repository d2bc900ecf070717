-- Schemas and enumerated types. Labels are lower case.
-- Schema ops may exist already, the history of these migrations lives there: no notice about it.

set local client_min_messages = warning;

create schema if not exists identity;
create schema if not exists projects;
create schema if not exists learning;
create schema if not exists wellness;
create schema if not exists engagement;
create schema if not exists billing;
create schema if not exists content;
create schema if not exists analytics;
create schema if not exists ops;
create schema if not exists archive;
create schema if not exists derived;
create schema if not exists oracle;
create schema if not exists batch;

-- ops
create type ops.source_system as enum ('namc', 'edu7p', 'goalete', 'appbuilder', 'klear');
create type ops.log_level as enum ('debug', 'info', 'warn', 'error');
create type ops.audit_severity as enum ('info', 'warning', 'error', 'critical');
create type ops.setting_data_type as enum ('string', 'number', 'boolean', 'json', 'array');

-- identity
create type identity.user_status as enum ('active', 'inactive', 'suspended', 'deleted');
create type identity.member_type as enum (
    'regular', 'associate', 'affiliate', 'corporate', 'student', 'honorary'
);
create type identity.gender_type as enum (
    'male', 'female', 'non_binary', 'prefer_not_to_say', 'other'
);
create type identity.auth_provider as enum ('email', 'google', 'apple', 'facebook', 'microsoft');
create type identity.address_type as enum ('home', 'billing', 'shipping', 'work');

-- projects
create type projects.project_category as enum (
    'general_construction', 'civil_infrastructure', 'electrical', 'mechanical_plumbing',
    'specialty_trade', 'professional_services', 'supply', 'maintenance', 'other'
);
create type projects.project_status as enum (
    'draft', 'published', 'closed', 'awarded', 'cancelled', 'archived'
);
create type projects.project_priority as enum ('low', 'medium', 'high', 'urgent');
create type projects.visibility as enum ('public', 'members_only', 'private');
create type projects.application_status as enum (
    'pending', 'under_review', 'shortlisted', 'accepted', 'rejected', 'withdrawn'
);
create type projects.application_decision as enum ('approved', 'rejected', 'waitlisted');

-- learning
create type learning.difficulty as enum ('beginner', 'intermediate', 'advanced');
create type learning.course_status as enum ('draft', 'published', 'archived');
create type learning.lesson_type as enum ('text', 'video', 'quiz', 'assignment');
create type learning.assessment_type as enum ('quiz', 'exam', 'assignment', 'practical', 'survey');
create type learning.question_type as enum (
    'multiple_choice', 'true_false', 'short_answer', 'essay'
);
create type learning.enrollment_status as enum (
    'active', 'completed', 'expired', 'cancelled', 'suspended'
);
create type learning.progress_status as enum ('not_started', 'in_progress', 'completed');

-- wellness
create type wellness.verification_status as enum (
    'pending', 'in_review', 'verified', 'rejected', 'suspended'
);
create type wellness.practitioner_status as enum ('active', 'inactive', 'on_break', 'suspended');
create type wellness.proficiency_level as enum ('beginner', 'intermediate', 'advanced', 'expert');
create type wellness.session_type as enum ('video_call', 'phone_call', 'in_person', 'chat');
create type wellness.booking_kind as enum ('session', 'consultation');
create type wellness.booking_status as enum (
    'pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show', 'rescheduled'
);
create type wellness.reschedule_status as enum ('pending', 'approved', 'rejected', 'expired');
create type wellness.blood_type as enum (
    'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-', 'unknown'
);
create type wellness.privacy_level as enum ('private', 'practitioners_only', 'shared', 'public');
create type wellness.health_record_type as enum (
    'assessment', 'treatment_plan', 'progress_note', 'lab_result', 'prescription',
    'recommendation', 'exercise_plan', 'nutrition_plan', 'other'
);
create type wellness.permission_level as enum ('read', 'comment', 'edit');
create type wellness.review_status as enum ('draft', 'published', 'hidden', 'flagged', 'removed');

-- engagement
create type engagement.participant_role as enum ('host', 'participant', 'observer');
create type engagement.priority as enum ('low', 'normal', 'high', 'urgent');
create type engagement.conversation_type as enum (
    'direct', 'group', 'support', 'booking_related', 'announcement'
);
create type engagement.conversation_status as enum ('active', 'archived', 'closed', 'blocked');
create type engagement.message_type as enum (
    'text', 'image', 'file', 'audio', 'video', 'system', 'booking_update', 'payment_update'
);
create type engagement.location_type as enum ('in_person', 'virtual', 'hybrid');
create type engagement.event_category as enum (
    'general', 'networking', 'training', 'workshop', 'conference', 'outreach', 'social', 'other'
);
create type engagement.event_status as enum (
    'draft', 'published', 'cancelled', 'postponed', 'completed'
);
create type engagement.visibility as enum ('public', 'members_only', 'private');
create type engagement.registration_status as enum (
    'registered', 'pending_approval', 'waitlisted', 'cancelled', 'attended', 'no_show'
);
create type engagement.meeting_status as enum (
    'scheduled', 'active', 'completed', 'cancelled', 'archived'
);
create type engagement.attendance_status as enum (
    'invited', 'accepted', 'declined', 'attended', 'no_show'
);
create type engagement.device_type as enum ('desktop', 'mobile', 'tablet');
create type engagement.notification_type as enum (
    'booking_confirmation', 'booking_reminder', 'booking_cancelled', 'payment_received',
    'payment_failed', 'message_received', 'review_request', 'system_update', 'promotional',
    'security_alert', 'membership_expiring', 'project_alert', 'application_update',
    'course_update', 'event_reminder', 'meeting_invite', 'meeting_reminder'
);
create type engagement.notification_channel as enum ('in_app', 'email', 'sms', 'push');
create type engagement.email_status as enum (
    'queued', 'sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'failed'
);
create type engagement.form_status as enum ('new', 'in_progress', 'handled', 'spam');

-- billing
create type billing.plan_kind as enum ('individual', 'family');
create type billing.billing_interval as enum ('monthly', 'yearly');
create type billing.subscription_status as enum (
    'pending', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled', 'expired'
);
create type billing.payment_method_type as enum (
    'card', 'bank_account', 'digital_wallet', 'crypto', 'check', 'cash', 'other'
);
create type billing.payment_provider as enum (
    'stripe', 'paypal', 'apple_pay', 'google_pay', 'square', 'manual'
);
create type billing.payment_status as enum (
    'pending', 'processing', 'succeeded', 'failed', 'cancelled', 'refunded', 'partially_refunded'
);
create type billing.payment_type as enum (
    'membership', 'subscription', 'course', 'event', 'booking', 'order', 'tip', 'refund',
    'adjustment', 'other'
);
create type billing.order_status as enum ('pending', 'completed', 'failed', 'refunded');
create type billing.purchase_type as enum ('one_time', 'subscription');
create type billing.purchase_status as enum ('pending', 'completed', 'failed', 'refunded');
create type billing.transaction_type as enum ('payment', 'refund', 'chargeback');
create type billing.transaction_status as enum ('pending', 'completed', 'failed');
create type billing.invoice_status as enum (
    'draft', 'open', 'paid', 'overdue', 'void', 'uncollectible'
);
create type billing.refund_reason as enum (
    'customer_request', 'cancellation', 'no_show', 'technical_issue', 'quality_issue', 'dispute',
    'admin_adjustment'
);
create type billing.refund_status as enum (
    'pending', 'processing', 'succeeded', 'failed', 'cancelled'
);
create type billing.payout_method as enum ('bank_transfer', 'paypal', 'stripe', 'check', 'crypto');
create type billing.payout_status as enum ('pending', 'processing', 'paid', 'failed', 'cancelled');

-- content
create type content.content_type as enum (
    'article', 'guide', 'video', 'podcast', 'course', 'exercise', 'meditation'
);
create type content.content_status as enum ('draft', 'review', 'published', 'archived', 'deleted');
create type content.access_level as enum (
    'public', 'private', 'shared', 'course_only', 'temporary'
);
create type content.scan_status as enum ('pending', 'clean', 'infected', 'error', 'skipped');
create type content.processing_status as enum ('pending', 'processing', 'completed', 'failed');
create type content.reaction_kind as enum ('like', 'share');
create type content.timeline_status as enum ('planned', 'in_progress', 'done', 'dropped');

-- analytics
create type analytics.activity_type as enum (
    'login', 'logout', 'page_view', 'search', 'booking_created', 'booking_cancelled',
    'payment_made', 'message_sent', 'profile_updated', 'review_posted', 'content_viewed',
    'resource_downloaded'
);
create type analytics.search_type as enum ('practitioners', 'content', 'services', 'general');
create type analytics.conversion_event_type as enum (
    'signup', 'email_verified', 'profile_completed', 'first_search', 'practitioner_viewed',
    'booking_started', 'booking_completed', 'payment_completed', 'review_posted'
);
create type analytics.ai_model_type as enum (
    'matching', 'recommendation', 'ranking', 'classification', 'moderation', 'forecasting', 'other'
);
