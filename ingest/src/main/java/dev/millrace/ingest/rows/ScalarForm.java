package dev.millrace.ingest.rows;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** The forms of the types that hold one value. */
enum ScalarForm implements ColumnForm {
    /** {@code t} and {@code f} in PostgreSQL's text. */
    BOOLEAN {
        @Override
        public String canonical(String text) {
            return text.startsWith("t") ? "true" : "false";
        }

        @Override
        public void appendJson(StringBuilder json, String text) {
            json.append(canonical(text));
        }
    },
    INTEGER {
        @Override
        public void appendJson(StringBuilder json, String text) {
            json.append(text);
        }
    },
    /** Everything that is a JSON string as PostgreSQL prints it. */
    TEXT {
        @Override
        public void appendJson(StringBuilder json, String text) {
            quote(json, text);
        }
    },
    TIMESTAMPTZ {
        @Override
        public String canonical(String text) {
            return TimestampText.canonicalWithZone(text);
        }

        @Override
        public void appendJson(StringBuilder json, String text) {
            quote(json, canonical(text));
        }
    },
    TIMESTAMP {
        @Override
        public String canonical(String text) {
            return TimestampText.canonicalWithoutZone(text);
        }

        @Override
        public void appendJson(StringBuilder json, String text) {
            quote(json, canonical(text));
        }
    },
    /** Embedded as it is: reading and writing it again could change numbers. */
    JSON {
        @Override
        public void appendJson(StringBuilder json, String text) {
            json.append(text);
        }

        @Override
        public boolean isKeyable() {
            return false;
        }
    };

    @Override
    public String canonical(String text) {
        return text;
    }

    static void quote(StringBuilder json, String text) {
        json.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, json);
        json.append('"');
    }
}
