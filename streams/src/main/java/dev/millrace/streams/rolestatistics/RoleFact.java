package dev.millrace.streams.rolestatistics;

/** What a row adds to its role: a permission, or a person who holds it. */
record RoleFact(int permissions, int holders) {

    static final RoleFact PERMISSION = new RoleFact(1, 0);
    static final RoleFact HOLDER = new RoleFact(0, 1);
}
