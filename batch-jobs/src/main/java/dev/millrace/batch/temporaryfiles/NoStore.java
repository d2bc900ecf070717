package dev.millrace.batch.temporaryfiles;

import java.io.IOException;

/** What there is until somebody says where the objects are: nothing counts as deleted. */
public final class NoStore implements ObjectStore {

    @Override
    public void delete(String path) throws IOException {
        throw new IOException("no store of objects is set: set batch.files.folder");
    }
}
