package dev.millrace.launcher.command;

import java.util.UUID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An id as we write it, or as files for banks do: without dashes. */
final class ReferenceConverter implements ITypeConverter<UUID> {

    @Override
    public UUID convert(String text) {
        String digits = text.replace("-", "");
        if (!digits.matches("[0-9a-fA-F]{32}")) {
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is no id, expected 32 hexadecimal digits, with dashes or without");
        }
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16),
                Long.parseUnsignedLong(digits.substring(16), 16));
    }
}
