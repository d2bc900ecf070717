package dev.millrace.ingest.rows;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The forms of the types that hold one value. */
enum ScalarForm implements ColumnForm {
    /** {@code t} and {@code f} in PostgreSQL's text. */
    BOOLEAN {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            json.raw(text[from] == 't' ? TRUE : FALSE);
        }

        @Override
        public void appendKey(JsonBuffer json, byte[] text, int from, int to) {
            json.ascii('"');
            appendJson(json, text, from, to);
            json.ascii('"');
        }
    },
    INTEGER {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            json.raw(text, from, to);
        }
    },
    /** Everything that is a JSON string as PostgreSQL prints it. */
    TEXT {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            json.quote(text, from, to);
        }
    },
    TIMESTAMPTZ {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            TimestampText.appendWithZone(json, text, from, to);
        }

        @Override
        public void appendKey(JsonBuffer json, byte[] text, int from, int to) {
            appendJson(json, text, from, to);
        }
    },
    TIMESTAMP {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            TimestampText.appendWithoutZone(json, text, from, to);
        }

        @Override
        public void appendKey(JsonBuffer json, byte[] text, int from, int to) {
            appendJson(json, text, from, to);
        }
    },
    /** Embedded as it is: reading and writing it again could change numbers. */
    JSON {
        @Override
        public void appendJson(JsonBuffer json, byte[] text, int from, int to) {
            json.raw(text, from, to);
        }

        @Override
        public boolean isKeyable() {
            return false;
        }
    };

    private static final byte[] TRUE = "true".getBytes(US_ASCII);
    private static final byte[] FALSE = "false".getBytes(US_ASCII);
}
