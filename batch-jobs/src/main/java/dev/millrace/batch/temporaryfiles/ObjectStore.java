package dev.millrace.batch.temporaryfiles;

import java.io.IOException;

/** Where the application keeps the contents of its files. */
public interface ObjectStore {

    /**
     * Deletes an object; one that is not there any more is deleted.
     *
     * @param path the row's {@code file_path}
     * @throws IOException when it may still be there
     */
    void delete(String path) throws IOException;
}
