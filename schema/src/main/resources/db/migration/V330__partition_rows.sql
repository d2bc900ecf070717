-- Capture has to tell whether a partition brought rows with it when it was attached: the log does
-- not tell those. It compares who wrote a row with who attached the partition. Where it may read
-- every column of a table it may read these two already.

grant select (xmin, cmin) on wellness.bookings, engagement.messages to millrace_capture;
