package dev.millrace.streams.notificationcounts;

/** What a person has not read, of one row or of one conversation. */
record Unread(int notifications, int messages) {

    static final Unread NOTIFICATION = new Unread(1, 0);
    static final Unread MESSAGE = new Unread(0, 1);
}
