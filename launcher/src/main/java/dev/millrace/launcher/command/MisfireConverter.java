package dev.millrace.launcher.command;

import dev.millrace.batch.schedule.Schedule.Misfire;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The words for what becomes of due times that were missed. */
final class MisfireConverter implements ITypeConverter<Misfire> {

    @Override
    public Misfire convert(String text) {
        return Arrays.stream(Misfire.values())
                .filter(misfire -> misfire.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException("'" + text + "' is neither run nor skip"));
    }
}
