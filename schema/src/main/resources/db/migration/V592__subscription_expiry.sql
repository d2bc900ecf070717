-- What the job that ends subscriptions and memberships may touch, and no more.
grant update (status, canceled_at, ended_at) on billing.subscriptions to millrace_batch;
grant insert on engagement.notifications to millrace_batch;
