package io.adxflow.sinks.blob;

import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobProperties;
import io.adxflow.sinks.azure.BlockBuffers;
import io.adxflow.sinks.blob.BlobContainer.Made;
import io.adxflow.sinks.storage.AppendFile;
import io.adxflow.sinks.storage.AppendStore;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Files in a container, below a folder: a file goes up in blocks while it is written, and is there, whole, when it is synced. One that
 * never is leaves nothing. Failures are {@link IOException}s that say what to do. Thread-safe; its files are not.
 */
final class BlobAppendStore implements AppendStore, AutoCloseable {
    private final BlobConnection connection;
    private final String folder;
    private final BlockBuffers buffers;
    private final BlockNames names;

    BlobAppendStore(BlobSettings settings, String folder) {
        this.connection = new BlobConnection(settings);
        this.folder = settings.prefix() + folder;
        this.buffers = new BlockBuffers(settings.blockBytes(), settings.blocksInFlight());
        this.names = new BlockNames("file", settings.blockBytes());
    }

    private interface Call<T> {
        T run(BlobContainer container) throws Exception;
    }

    private <T> T call(Call<T> call) throws IOException {
        try {
            return call.run(connection.container());
        } catch (FileNotFoundException | EOFException | InterruptedIOException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (Exception e) {
            if (BlobFailures.isRefusal(e)) {
                connection.refused();
            }
            throw new IOException(BlobFailures.of(e).getMessage(), e);
        }
    }

    @Override
    public AppendFile create(String name) throws IOException {
        if (call(container -> container.exists(folder + name))) {
            throw new IOException(folder + name + " is there already");
        }
        return new BlobFile(name);
    }

    @Override
    public void read(String name, long position, byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        byte[] bytes = call(container -> {
            BlobProperties properties = container.properties(folder + name);
            if (properties == null) {
                throw new FileNotFoundException(folder + name);
            }
            if (properties.getBlobSize() < position + length) {
                throw new EOFException(folder + name + ": " + length + " bytes at " + position);
            }
            return container.read(folder + name, position, length);
        });
        if (bytes.length < length) {
            throw new EOFException(folder + name + ": " + length + " bytes at " + position);
        }
        System.arraycopy(bytes, 0, into, offset, length);
    }

    @Override
    public long length(String name) throws IOException {
        return call(container -> {
            BlobProperties properties = container.properties(folder + name);
            if (properties == null) {
                throw new FileNotFoundException(folder + name);
            }
            return properties.getBlobSize();
        });
    }

    @Override
    public long modifiedMillis(String name) throws IOException {
        return call(container -> {
            BlobProperties properties = container.properties(folder + name);
            if (properties == null) {
                throw new FileNotFoundException(folder + name);
            }
            return properties.getLastModified().toInstant().toEpochMilli();
        });
    }

    @Override
    public void delete(String name) throws IOException {
        boolean unused = call(container -> {
            container.delete(folder + name);
            return true;
        });
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        List<String> all = new ArrayList<>();
        visit(prefix, all::add);
        return all;
    }

    @Override
    public void visit(String prefix, Consumer<String> to) throws IOException {
        boolean unused = call(container -> {
            container.list(folder + prefix, name -> to.accept(name.substring(folder.length())));
            return true;
        });
    }

    @Override
    public void close() {
        connection.close();
    }

    private final class BlobFile implements AppendFile {
        private final String name;
        private final BlockOutput out;
        private long length;
        private boolean ended;

        BlobFile(String name) throws IOException {
            this.name = name;
            this.out = call(container -> new BlockOutput(container, folder + name, names, buffers));
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
            call(container -> {
                out.write(bytes, offset, count);
                return true;
            });
            long start = length;
            length += count;
            return start;
        }

        @Override
        public void sync() throws IOException {
            if (ended) {
                return;
            }
            ended = true;
            boolean unused = call(container -> {
                int blocks = out.finish();
                Made made =
                        container.commit(folder + name, names.all(blocks), new BlobHttpHeaders(), Map.of(), Map.of());
                if (made == Made.BLOCKS_MISSING) {
                    throw new IOException("blocks of " + folder + name + " are gone right after their upload");
                }
                return true;
            });
        }

        @Override
        public boolean endsAtSync() {
            return true;
        }

        @Override
        public void close() {
            out.close();
        }
    }
}
