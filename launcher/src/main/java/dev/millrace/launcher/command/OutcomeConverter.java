package dev.millrace.launcher.command;

import dev.millrace.batch.payouts.decisions.DecidedOutcome;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words for what came of a payout. */
final class OutcomeConverter implements ITypeConverter<DecidedOutcome> {

    @Override
    public DecidedOutcome convert(String text) {
        return Arrays.stream(DecidedOutcome.values())
                .filter(outcome -> outcome.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException(
                                "'" + text + "' is neither paid, failed nor returned"));
    }
}
