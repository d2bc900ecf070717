package dev.millrace.launcher.chance;

/**
 * Popularity as it is met in practice: the member of rank r (from 0) is drawn in proportion to
 * 1/(r+1)^exponent.
 */
public final class Zipf {

    private final double[] cumulative;

    /**
     * @param members how many ranks there are, at least 1
     * @param exponent 0 makes all ranks equal; 1 is the classic skew
     */
    public Zipf(int members, double exponent) {
        if (members < 1) {
            throw new IllegalArgumentException("members is " + members + ", expected at least 1");
        }
        this.cumulative = new double[members];
        double sum = 0;
        for (int rank = 0; rank < members; rank++) {
            sum += Math.pow(rank + 1.0, -exponent);
            cumulative[rank] = sum;
        }
    }

    /** A rank, 0 being the most popular. */
    public int draw(Chance chance) {
        double point = chance.unit() * cumulative[cumulative.length - 1];
        int low = 0;
        int high = cumulative.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cumulative[middle] <= point) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
