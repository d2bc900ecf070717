-- Job due-notifications marks what is due, and reminds of what comes.

grant update (sent_at) on engagement.notifications to millrace_batch;
grant update (reminder_sent_at) on wellness.bookings to millrace_batch;
grant update (reminder_sent) on engagement.events to millrace_batch;
