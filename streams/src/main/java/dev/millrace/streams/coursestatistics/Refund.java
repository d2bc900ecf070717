package dev.millrace.streams.coursestatistics;

/** Money given back: by one refund, or by all succeeded refunds of one payment. */
record Refund(long cents) {}
