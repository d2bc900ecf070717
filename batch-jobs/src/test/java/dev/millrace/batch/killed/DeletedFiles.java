package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** B12: no object is forgotten, and in the end a row has its object, or neither is there. */
final class DeletedFiles implements KilledJob {

    private List<String> staying = List.of();

    @Override
    public String name() {
        return "temporary-file-cleanup";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("chunk-size", "7");
    }

    @Override
    public void prepare(Site site) {
        site.execute(
                """
                insert into content.media_files (filename, original_filename, file_path, file_size,
                    mime_type, access_level, expires_at)
                select 'f', 'f', g || '.png', 7, 'image/png',
                    case when g % 5 = 0 then 'private' else 'temporary' end::content.access_level,
                    now() - case when g % 3 = 0 then -1 else 1 end * interval '1 day'
                from generate_series(1, 300) g
                """);
        try {
            Files.createDirectories(site.folders().files());
            for (String path : site.texts("select file_path from content.media_files")) {
                Files.writeString(site.folders().files().resolve(path), "content");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        staying =
                site.texts(
                        """
                        select 'files/' || file_path from content.media_files
                        where access_level <> 'temporary' or expires_at > now()
                        """);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(site.texts("select 'files/' || file_path from content.media_files"))
                .containsAll(site.files());
        assertThat(site.files()).containsAll(staying);
    }

    @Override
    public void assertDone(Site site) {
        assertThat(site.files()).containsExactlyInAnyOrderElementsOf(staying);
        assertThat(site.texts("select 'files/' || file_path from content.media_files"))
                .containsExactlyInAnyOrderElementsOf(staying);
    }

    /** An object that went just before the kill is deleted again. */
    @Override
    public boolean countsEachRowOnce() {
        return false;
    }
}
