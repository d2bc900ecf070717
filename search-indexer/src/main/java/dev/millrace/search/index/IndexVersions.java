package dev.millrace.search.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.indices.Alias;
import co.elastic.clients.elasticsearch.indices.UpdateAliasesRequest;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The indexes of one kind: the live one behind the alias {@code <name>}, the one that is being
 * built behind {@code <name>-next}, the one that was live before behind {@code <name>-former}. What
 * an index is follows from its alias alone, and aliases change in one call: whoever is killed
 * leaves nothing half done.
 */
public final class IndexVersions {

    /** Behind the name of an index, the alias of the one that is being built. */
    public static final String NEXT = "-next";

    /** Behind the name of an index, the alias of the one that was live before. */
    public static final String FORMER = "-former";

    private final SearchIndex index;
    private final ElasticsearchClient client;
    private final IndexCreation creation;
    private final Pattern names;

    public IndexVersions(SearchIndex index, ElasticsearchClient client, IndexCreation creation) {
        this.index = index;
        this.client = client;
        this.creation = creation;
        this.names = namesOf(index);
    }

    /**
     * The indexes beside live ones, by their aliases {@code <name>-next} and {@code <name>-former}.
     */
    public static Map<String, String> beside(ElasticsearchClient client) throws IOException {
        Map<String, String> beside = new TreeMap<>();
        client.indices()
                .getAlias(a -> a.name("*" + NEXT, "*" + FORMER))
                .aliases()
                .forEach((concrete, aliases) ->
                        aliases.aliases().keySet().forEach(alias -> beside.put(alias, concrete)));
        return beside;
    }

    /** The indexes that readers see, by their aliases; those that are not there are left out. */
    public static Map<String, String> live(ElasticsearchClient client) throws IOException {
        Map<String, String> live = new TreeMap<>();
        client.indices()
                .getAlias(a -> a)
                .aliases()
                .forEach((concrete, aliases) ->
                        SearchIndexes.all().stream()
                                .map(SearchIndex::name)
                                .filter(aliases.aliases()::containsKey)
                                .forEach(alias -> live.put(alias, concrete)));
        return live;
    }

    /** Whether an index was made with an older mapping than this program's. */
    public static boolean isOutdated(SearchIndex index, String concrete) {
        Matcher matcher = namesOf(index).matcher(concrete);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) < index.mappingVersion();
    }

    private static Pattern namesOf(SearchIndex index) {
        return Pattern.compile(Pattern.quote(index.name()) + "-v(\\d{1,6})-(\\d{1,6})");
    }

    /** The index that readers see; it is made if there is none. */
    public String live() {
        return creation.ensure(index);
    }

    /** The index that is being built. */
    public Optional<String> next() throws IOException {
        return behind(nextAlias());
    }

    /** The index that readers saw before the live one. */
    public Optional<String> former() throws IOException {
        return behind(formerAlias());
    }

    /** Leads to the index that is being built, and hides soft tombstones as the live alias does. */
    public String nextAlias() {
        return index.name() + NEXT;
    }

    private String formerAlias() {
        return index.name() + FORMER;
    }

    /**
     * The index that is being built, or a new one. One with another mapping than this program's is
     * deleted.
     *
     * @throws PipelineException when the live index has a newer mapping than this program's
     */
    public String begin() throws IOException {
        String live = live();
        if (mappingOf(live) > index.mappingVersion()) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "%s is live, whose mapping is newer than this program's".formatted(live));
        }
        Optional<String> begun = next();
        if (begun.isPresent() && mappingOf(begun.get()) == index.mappingVersion()) {
            return begun.get();
        }
        abandon();
        int lastBuild =
                all().stream()
                        .filter(name -> mappingOf(name) == index.mappingVersion())
                        .mapToInt(this::buildOf)
                        .max()
                        .orElse(0);
        String name = index.concreteName(lastBuild + 1);
        creation.create(
                index, name, Map.of(nextAlias(), Alias.of(a -> a.filter(IndexCreation.LIVE))));
        return name;
    }

    /** Deletes the index that is being built, if there is one. */
    public void abandon() throws IOException {
        delete(next().stream().toList());
    }

    /**
     * Gives readers the next index in one call; the live one becomes the former one, and the one
     * that was that goes.
     *
     * @throws ElasticsearchException when somebody else has exchanged them
     */
    public void promote(String live, String next) throws IOException {
        Optional<String> former = former();
        client.indices()
                .updateAliases(u -> {
                    take(u, live, next);
                    u.actions(a -> a.remove(r -> r.index(next).alias(nextAlias()).mustExist(true)));
                    u.actions(a ->
                            a.add(d ->
                                    d.index(live).alias(formerAlias()).filter(IndexCreation.LIVE)));
                    former.ifPresent(old -> u.actions(a -> a.removeIndex(r -> r.index(old))));
                    return u;
                });
    }

    /**
     * Has the live and the former index change places in one call.
     *
     * @throws ElasticsearchException when somebody else has exchanged them
     */
    public void goBack(String live, String former) throws IOException {
        client.indices()
                .updateAliases(u -> {
                    take(u, live, former);
                    u.actions(a ->
                            a.remove(r -> r.index(former).alias(formerAlias()).mustExist(true)));
                    u.actions(a ->
                            a.add(d ->
                                    d.index(live).alias(formerAlias()).filter(IndexCreation.LIVE)));
                    return u;
                });
    }

    /**
     * Deletes every index of this kind but the live one.
     *
     * @return their names
     */
    public List<String> dropOthers() throws IOException {
        String live = live();
        List<String> others = all().stream().filter(name -> !name.equals(live)).sorted().toList();
        delete(others);
        return others;
    }

    private void take(UpdateAliasesRequest.Builder update, String from, String to) {
        List<String> aliases = new ArrayList<>(List.of(index.name()));
        if (index.general()) {
            aliases.add(SearchIndexes.GENERAL);
        }
        for (String alias : aliases) {
            update.actions(a -> a.remove(r -> r.index(from).alias(alias).mustExist(true)));
            update.actions(a -> a.add(d -> d.index(to).alias(alias).filter(IndexCreation.LIVE)));
        }
    }

    private void delete(List<String> doomed) throws IOException {
        if (!doomed.isEmpty()) {
            client.indices().delete(d -> d.index(doomed).ignoreUnavailable(true));
        }
    }

    private Optional<String> behind(String alias) throws IOException {
        if (!client.indices().existsAlias(a -> a.name(alias)).value()) {
            return Optional.empty();
        }
        Set<String> found = client.indices().getAlias(a -> a.name(alias)).aliases().keySet();
        if (found.size() > 1) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "alias %s spans %s, expected one index".formatted(alias, found));
        }
        return found.stream().findFirst();
    }

    private List<String> all() throws IOException {
        return client
                .indices()
                .getAlias(a -> a.index(index.name() + "-v*"))
                .aliases()
                .keySet()
                .stream()
                .filter(name -> names.matcher(name).matches())
                .toList();
    }

    private int mappingOf(String name) {
        return Integer.parseInt(parsed(name).group(1));
    }

    private int buildOf(String name) {
        return Integer.parseInt(parsed(name).group(2));
    }

    private Matcher parsed(String name) {
        Matcher matcher = names.matcher(name);
        if (!matcher.matches()) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "the alias %s leads to %s, which this program has not made"
                            .formatted(index.name(), name));
        }
        return matcher;
    }
}
