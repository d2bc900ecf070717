package dev.millrace.search.relevance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The judgement list: which documents a search should find, and how good each is. */
final class Judgements {

    private Judgements() {}

    /**
     * One search.
     *
     * @param index name of its index
     * @param words what is looked for
     * @param grades by identity: 3 is what was looked for, 2 close, 1 related; all others are 0
     * @param about what of a search it is about
     */
    record Judgement(String index, String words, Map<String, Integer> grades, String about) {

        /**
         * Normalised discounted cumulative gain of the first ten hits: (2^grade - 1) / log2(rank +
         * 1), summed, as a share of that of the best order (Järvelin and Kekäläinen 2002, with the
         * gains of Burges et al. 2005).
         */
        double ndcg(List<String> hits) {
            List<Integer> found = hits.stream().map(hit -> grades.getOrDefault(hit, 0)).toList();
            List<Integer> best =
                    grades.values().stream().sorted((a, b) -> Integer.compare(b, a)).toList();
            return gain(found) / gain(best);
        }

        private static double gain(List<Integer> ranked) {
            double sum = 0;
            for (int rank = 1; rank <= Math.min(10, ranked.size()); rank++) {
                sum += (Math.pow(2, ranked.get(rank - 1)) - 1) * Math.log(2) / Math.log(rank + 1);
            }
            return sum;
        }
    }

    static List<Judgement> all() throws IOException {
        List<Judgement> all = new ArrayList<>();
        for (String line : text("judgements.tsv").lines().toList()) {
            if (!line.startsWith("#")) {
                String[] columns = line.split("\t", 4);
                Map<String, Integer> grades = new LinkedHashMap<>();
                for (String pair : columns[2].split(" ", -1)) {
                    String[] parts = pair.split("=", 2);
                    grades.put(parts[0], Integer.valueOf(parts[1]));
                }
                all.add(new Judgement(columns[0], columns[1], grades, columns[3]));
            }
        }
        return all;
    }

    static String text(String file) throws IOException {
        try (InputStream stream =
                Objects.requireNonNull(
                        Judgements.class.getResourceAsStream("/relevance/" + file), file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
