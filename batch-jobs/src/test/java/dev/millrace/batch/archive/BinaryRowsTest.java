package dev.millrace.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows as PostgreSQL's documentation of COPY lays its binary format out. */
class BinaryRowsTest {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    private final List<String> passed = new ArrayList<>();
    private final BinaryRows rows = new BinaryRows(2, recorder());

    @Test
    void whereverTheBytesAreCutTheValuesAreTheSame() {
        byte[] all = joined(HEADER, row("one", null), row("", "a longer value"), TRAILER);
        for (int cut = 0; cut <= all.length; cut++) {
            passed.clear();
            BinaryRows fresh = new BinaryRows(2, recorder());

            fresh.write(all, 0, cut);
            fresh.write(all, cut, all.length - cut);
            fresh.end();

            assertThat(passed)
                    .as("cut at %d", cut)
                    .containsExactly("0one", "1 null", "row", "0", "1a longer value", "row");
        }
    }

    @Test
    void byteByByteTheValuesAreTheSame() {
        for (byte b : joined(HEADER, row("one", "two"), TRAILER)) {
            rows.write(b);
        }
        rows.end();

        assertThat(passed).containsExactly("0one", "1two", "row");
    }

    @Test
    void whatEndsEarlyIsRefused() {
        byte[] all = joined(HEADER, row("one", "two"), row("three", "four"), TRAILER);
        rows.write(all, 0, all.length - 3);

        assertThatThrownBy(rows::end).hasMessage("row 2 is cut off");

        BinaryRows without = new BinaryRows(2, recorder());
        without.write(all, 0, all.length - TRAILER.length);
        assertThatThrownBy(without::end).hasMessage("row 3 is cut off");
    }

    @Test
    void anotherFormatAndAnotherWidthAreRefused() {
        byte[] text = "one\ttwo\nthree\tfour\n".getBytes(UTF_8);
        byte[] narrow = joined(HEADER, new byte[] {0, 1, 0, 0, 0, 1, 'x'});

        assertThatThrownBy(() -> rows.write(text, 0, text.length))
                .hasMessage("this is not the binary format of COPY");
        assertThatThrownBy(() -> new BinaryRows(2, recorder()).write(narrow, 0, narrow.length))
                .hasMessage("row 1 has 1 values in place of 2");
    }

    private Values recorder() {
        return new Values() {
            @Override
            public void value(int column, byte[] bytes, int offset, int length) {
                passed.add(column + new String(bytes, offset, length, UTF_8));
            }

            @Override
            public void nothing(int column) {
                passed.add(column + " null");
            }

            @Override
            public void row() {
                passed.add("row");
            }
        };
    }

    private static byte[] row(@Nullable String... values) {
        ByteBuffer bytes = ByteBuffer.allocate(100).putShort((short) values.length);
        for (String value : values) {
            if (value == null) {
                bytes.putInt(-1);
            } else {
                bytes.putInt(value.length()).put(value.getBytes(UTF_8));
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        Arrays.stream(parts).forEach(bytes::put);
        return bytes.array();
    }
}
