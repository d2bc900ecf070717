package dev.millrace.launcher.command;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The one store that a command is about. */
final class StoreParameter {

    @Parameters(paramLabel = "STORE", description = "Name of the derived store.")
    private String name = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** The store of this name; a wrong one is a wrong use of the command. */
    DerivedStore get() {
        try {
            return DerivedStores.get(name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
