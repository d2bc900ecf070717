package dev.millrace.launcher.command;

import dev.millrace.devstack.DevStackException;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.LoginRefusal;
import dev.millrace.schema.failure.PipelineException;
import java.io.PrintWriter;
import java.sql.SQLException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Turns an exception into one clear message, what helps, and an exit code. */
public final class Failures {

    /** Something outside went wrong, or a store is not right. */
    static final int FAILED = 1;

    /** A defect of the program itself. */
    static final int DEFECT = 70;

    private Failures() {}

    /** Prints what went wrong; picocli calls it for every exception that leaves a command. */
    public static int report(
            Exception exception, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter out = commandLine.getErr();
        PipelineException known = asPipelineException(exception);
        if (known == null) {
            LoggerFactory.getLogger(Failures.class)
                    .atError()
                    .setCause(exception)
                    .log("command failed unexpectedly");
            out.println("millrace: unexpected failure: " + exception);
            out.println("  This is a defect. The log has the details: " + Logs.currentFile());
            out.flush();
            return DEFECT;
        }
        LoggerFactory.getLogger(Failures.class).atError().setCause(known).log("command failed");
        say(known, out);
        return FAILED;
    }

    /** Prints a failure and what helps. */
    static void say(PipelineException failure, PrintWriter out) {
        out.println("millrace: " + failure.kind() + ": " + failure.getMessage());
        out.println("  " + ErrorPolicy.hintFor(failure.kind()));
        out.flush();
    }

    /** The failure in the pipeline's own words, or null when it has none. */
    static @org.jspecify.annotations.Nullable PipelineException asPipelineException(
            Throwable throwable) {
        for (Throwable t = throwable; t != null; t = t.getCause()) {
            if (t instanceof PipelineException known) {
                return known;
            }
            if (t instanceof DevStackException stack) {
                return new PipelineException(
                        kindOf(stack.kind()), String.valueOf(stack.getMessage()), stack);
            }
            // Met by a library, which knows no words of ours.
            if (t instanceof SQLException error && LoginRefusal.is(error)) {
                return said(ErrorKind.LOGIN_REFUSED, error);
            }
            if (t instanceof SQLException error && isConnectionFailure(error)) {
                return said(ErrorKind.SERVER_UNREACHABLE, error);
            }
        }
        return null;
    }

    private static PipelineException said(ErrorKind kind, SQLException error) {
        return new PipelineException(kind, String.valueOf(error.getMessage()), error);
    }

    /** SQLSTATE class 08. */
    private static boolean isConnectionFailure(SQLException error) {
        return error.getSQLState() != null && error.getSQLState().startsWith("08");
    }

    private static ErrorKind kindOf(DevStackException.Kind kind) {
        return switch (kind) {
            case PORT_IN_USE -> ErrorKind.PORT_IN_USE;
            case FOLDER_IN_USE -> ErrorKind.FOLDER_IN_USE;
            case DISK_UNWRITABLE -> ErrorKind.DISK_UNWRITABLE;
            case CANNOT_START -> ErrorKind.SERVER_UNREACHABLE;
        };
    }
}
