package io.adxflow.sinks.storage;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in which something happens before each read, such as the end of the process that reads. */
public final class HookedReads implements AppendStore {
    private final AppendStore target;
    private final Hook hook;
    private final AtomicInteger reads = new AtomicInteger();

    public HookedReads(AppendStore target, Hook hook) {
        this.target = target;
        this.hook = hook;
    }

    /** What happens. */
    public interface Hook {
        /** @param number of the read, from 0 */
        void before(int number) throws IOException;
    }

    @Override
    public void read(String name, long position, byte[] into, int offset, int length) throws IOException {
        hook.before(reads.getAndIncrement());
        target.read(name, position, into, offset, length);
    }

    @Override
    public AppendFile create(String name) throws IOException {
        return target.create(name);
    }

    @Override
    public long length(String name) throws IOException {
        return target.length(name);
    }

    @Override
    public long modifiedMillis(String name) throws IOException {
        return target.modifiedMillis(name);
    }

    @Override
    public void delete(String name) throws IOException {
        target.delete(name);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return target.list(prefix);
    }
}
