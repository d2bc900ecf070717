package dev.millrace.launcher.acceptance;

import dev.millrace.launcher.testing.RunningProgram;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class that asks for it the one program of the run, and ends it with the run. */
final class SharedProgram implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedProgram.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Sql.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RunningProgram program =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(
                                RunningProgram.class,
                                key -> RunningProgram.start(),
                                RunningProgram.class);
        return new Sql(program);
    }
}
