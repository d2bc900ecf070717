package dev.millrace.batch.archive;

/** Takes values as rows stream past: of each row those of its columns, in their order. */
interface Values {

    /**
     * The next value of a row, from its first column on.
     *
     * @param bytes where it is, until this returns
     */
    void value(int column, byte[] bytes, int offset, int length);

    /** The next value of a row is null. */
    void nothing(int column);

    /** A row is whole. */
    void row();
}
