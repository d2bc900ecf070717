package dev.millrace.launcher.command;

import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.SettingsSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every command takes. */
final class CommonOptions {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings of servers of your own (key = value). Without it the program starts"
                            + " and uses its embedded servers.")
    private @Nullable Path config;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Where embedded data, state and logs live (default: .millrace).")
    private @Nullable Path folder;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting, for example --set kafka.partitions=4. May be repeated.")
    private Map<String, String> overrides = new HashMap<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    /** The settings from all sources; also points the log into the folder. */
    MillraceSettings settings(String command) {
        Map<String, String> all = new HashMap<>(overrides);
        if (folder != null) {
            all.put("folder", folder.toString());
        }
        MillraceSettings settings =
                SettingsSource.read(Optional.ofNullable(config), System.getenv(), all);
        Logs.into(settings.folder(), command);
        return settings;
    }
}
