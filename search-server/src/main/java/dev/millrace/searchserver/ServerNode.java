package dev.millrace.searchserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * One node with the modules that a distribution of the server comes with, found on the class path
 * in place of a folder of modules.
 */
final class ServerNode extends Node {

    private static final String PAINLESS = "org.opensearch.painless.PainlessModulePlugin";

    private static final List<String> MODULES =
            List.of(
                    "org.opensearch.transport.Netty4ModulePlugin",
                    PAINLESS,
                    "org.opensearch.index.reindex.ReindexModulePlugin",
                    "org.opensearch.index.mapper.MapperExtrasModulePlugin",
                    "org.opensearch.join.ParentJoinModulePlugin",
                    "org.opensearch.percolator.PercolatorModulePlugin",
                    "org.opensearch.script.mustache.MustacheModulePlugin",
                    "org.opensearch.index.rankeval.RankEvalModulePlugin",
                    "org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin",
                    "org.opensearch.geo.GeoModulePlugin",
                    ElasticClientPlugin.class.getName());

    /** Modules that add words to the script language: the server must know whose. */
    private static final List<String> EXTENDING_PAINLESS =
            List.of(
                    "org.opensearch.analysis.common.CommonAnalysisModulePlugin",
                    "org.opensearch.ingest.common.IngestCommonModulePlugin");

    ServerNode(Settings settings) {
        super(environment(settings), modules(), true);
    }

    private static Environment environment(Settings settings) {
        return InternalSettingsPreparer.prepareEnvironment(
                settings, Map.of(), null, () -> "millrace");
    }

    private static List<PluginInfo> modules() {
        List<PluginInfo> modules = new ArrayList<>();
        MODULES.forEach(name -> modules.add(module(name, List.of())));
        EXTENDING_PAINLESS.forEach(name -> modules.add(module(name, List.of(PAINLESS))));
        return modules;
    }

    private static PluginInfo module(String className, List<String> extended) {
        return new PluginInfo(
                className,
                "on the class path",
                "NA",
                Version.CURRENT,
                "21",
                className,
                extended,
                false);
    }
}
