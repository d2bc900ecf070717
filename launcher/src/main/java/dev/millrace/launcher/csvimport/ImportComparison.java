package dev.millrace.launcher.csvimport;

import java.util.List;

/**
 * How the derived tables compare with what was counted from the files.
 *
 * @param coursesCompared how many courses were looked at
 * @param tagsCompared how many tags the files have
 * @param differences empty when all is right
 */
public record ImportComparison(
        int coursesCompared, int tagsCompared, List<Difference> differences) {

    /**
     * One figure that is not as expected.
     *
     * @param what the course or tag
     */
    public record Difference(String what, String column, String expected, String found) {}

    public ImportComparison {
        differences = List.copyOf(differences);
    }

    public boolean isEqual() {
        return differences.isEmpty();
    }
}
