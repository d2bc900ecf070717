package dev.millrace.launcher.csvimport;

/** The columns that an import reads, with the header that each has by default. */
public enum Column {
    COURSE_KEY("course_key"),
    TITLE("title"),
    CATEGORY("category"),
    TAGS("tags"),
    PERSON_KEY("person_key"),
    DISPLAY_NAME("display_name"),
    EMAIL("email"),
    RATING("rating"),
    COMPLETED_AT("completed_at");

    private final String header;

    Column(String header) {
        this.header = header;
    }

    /** The header in files of the default form. */
    public String header() {
        return header;
    }
}
