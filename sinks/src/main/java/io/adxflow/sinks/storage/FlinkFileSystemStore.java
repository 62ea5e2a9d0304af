package io.adxflow.sinks.storage;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Files on anything Flink has a file system for. An object store shows an object whole and only when its stream is
 * closed, so a {@link AppendFile#sync} here closes the file for good. Thread-safe; its files are not.
 */
public final class FlinkFileSystemStore implements AppendStore {
    private final Path root;

    public FlinkFileSystemStore(Path root) {
        this.root = root;
    }

    @Override
    public AppendFile create(String name) throws IOException {
        Path path = resolve(name);
        return new ClosedAtSync(name, path, files().create(path, FileSystem.WriteMode.NO_OVERWRITE));
    }

    @Override
    public void read(String name, long position, byte[] into, int offset, int length) throws IOException {
        try (FSDataInputStream in = files().open(resolve(name))) {
            in.seek(position);
            if (in.readNBytes(into, offset, length) < length) {
                throw new EOFException(name + ": " + length + " bytes at " + position);
            }
        }
    }

    @Override
    public long length(String name) throws IOException {
        return files().getFileStatus(resolve(name)).getLen();
    }

    @Override
    public long modifiedMillis(String name) throws IOException {
        return files().getFileStatus(resolve(name)).getModificationTime();
    }

    @Override
    public void delete(String name) throws IOException {
        try {
            files().delete(resolve(name), false);
        } catch (FileNotFoundException e) {
            // Gone already, which is what was asked for.
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        int slash = prefix.lastIndexOf('/');
        String folder = slash < 0 ? "" : prefix.substring(0, slash + 1);
        List<String> names = new ArrayList<>();
        collect(folder.isEmpty() ? root : resolve(prefix.substring(0, slash)), folder, names);
        names.removeIf(name -> !name.startsWith(prefix));
        return names;
    }

    private void collect(Path folder, String prefix, List<String> into) throws IOException {
        FileStatus[] entries;
        try {
            entries = files().listStatus(folder);
        } catch (FileNotFoundException e) {
            return;
        }
        if (entries == null) {
            return;
        }
        for (FileStatus entry : entries) {
            String name = prefix + entry.getPath().getName();
            if (entry.isDir()) {
                collect(entry.getPath(), name + "/", into);
            } else {
                into.add(name);
            }
        }
    }

    private FileSystem files() throws IOException {
        return root.getFileSystem();
    }

    private Path resolve(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || "..".equals(part)) {
                throw new IllegalArgumentException("file name: " + name + " (expected: a relative path without '..')");
            }
        }
        return new Path(root, name);
    }

    private final class ClosedAtSync implements AppendFile {
        private final String name;
        private final Path path;
        private final FSDataOutputStream out;
        private long length;
        private boolean closed;

        ClosedAtSync(String name, Path path, FSDataOutputStream out) {
            this.name = name;
            this.path = path;
            this.out = out;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public long append(byte[] bytes, int offset, int count) throws IOException {
            out.write(bytes, offset, count);
            long start = length;
            length += count;
            return start;
        }

        @Override
        public void sync() throws IOException {
            if (!closed) {
                closed = true;
                out.close();
            }
        }

        @Override
        public boolean endsAtSync() {
            return true;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                // A Flink stream can only be closed, which may publish what was written: take it away again.
                sync();
                files().delete(path, false);
            }
        }
    }
}
