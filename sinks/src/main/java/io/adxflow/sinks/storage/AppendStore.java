package io.adxflow.sinks.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** A folder of append-only files: the body log's and the segments'. Names are relative paths with '/' between their parts. */
public interface AppendStore {

    /**
     * Creates a file.
     *
     * @throws IOException when it cannot, or when the name is taken: nothing is ever overwritten
     */
    AppendFile create(String name) throws IOException;

    /** True when {@link #createOver} costs less than a new file. */
    default boolean reusesFiles() {
        return false;
    }

    /**
     * Creates a file out of one that nobody will read or write again, under its own name: that is gone then. Behind what is
     * appended the old file's bytes may remain, and {@link #length(String)} may count them, so that only readers who know how
     * much was appended can read such a file.
     *
     * @throws IOException when it cannot, or when the name is taken
     */
    default AppendFile createOver(String spare, String name) throws IOException {
        delete(spare);
        return create(name);
    }

    /**
     * Creates a file with all of its content, durably; false when the name is taken. Whoever reads it meanwhile finds nothing, or, in a
     * store that knows no better, a part of it.
     */
    default boolean createWhole(String name, byte[] content) throws IOException {
        AppendFile created;
        try {
            created = create(name);
        } catch (IOException e) {
            if (isThere(name)) {
                return false;
            }
            throw e;
        }
        try (AppendFile file = created) {
            file.append(content, 0, content.length);
            file.sync();
        }
        return true;
    }

    /** Whether there is a file of that name. */
    default boolean isThere(String name) throws IOException {
        try {
            return length(name) >= 0;
        } catch (FileNotFoundException e) {
            return false;
        }
    }

    /**
     * Reads exactly {@code length} bytes from {@code position}.
     *
     * @throws java.io.FileNotFoundException when there is no such file
     * @throws java.io.EOFException when it is shorter
     */
    void read(String name, long position, byte[] into, int offset, int length) throws IOException;

    /**
     * The file's length in bytes.
     *
     * @throws java.io.FileNotFoundException when there is no such file
     */
    long length(String name) throws IOException;

    /**
     * When a file was written to or {@linkplain #touch touched} last, epoch milliseconds by the clock of whoever keeps it.
     *
     * @throws java.io.FileNotFoundException when there is no such file
     */
    long modifiedMillis(String name) throws IOException;

    /** Has a file count as written to now; false when whoever keeps it has no way to say so. */
    default boolean touch(String name) throws IOException {
        return false;
    }

    /** Deletes a file; does nothing when there is none. */
    void delete(String name) throws IOException;

    /** Names of all files whose name starts with {@code prefix}, in no order. */
    List<String> list(String prefix) throws IOException;

    /** Tells the names that {@link #list} returns, without holding all of them where the store can do that. */
    default void visit(String prefix, Consumer<String> to) throws IOException {
        list(prefix).forEach(to);
    }
}
