package io.adxflow.sinks.storage;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that throws at its n-th call, counted over all methods of it and its files, and works otherwise. */
public final class FailingAppendStore implements AppendStore {
    private final AppendStore target;
    private final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);

    public FailingAppendStore(AppendStore target) {
        this.target = target;
    }

    /** Fails once, at the n-th call from now; 1 is the next. */
    public void failAt(int call) {
        callsLeft.set(call);
    }

    private void call(String what) throws IOException {
        if (callsLeft.decrementAndGet() == 0) {
            throw new IOException("injected at " + what);
        }
    }

    @Override
    public AppendFile create(String name) throws IOException {
        call("create");
        AppendFile file = target.create(name);
        return new AppendFile() {
            @Override
            public String name() {
                return file.name();
            }

            @Override
            public long length() {
                return file.length();
            }

            @Override
            public long append(byte[] bytes, int offset, int length) throws IOException {
                call("append");
                return file.append(bytes, offset, length);
            }

            @Override
            public void sync() throws IOException {
                call("sync");
                file.sync();
            }

            @Override
            public boolean endsAtSync() {
                return file.endsAtSync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public void read(String name, long position, byte[] into, int offset, int length) throws IOException {
        call("read");
        target.read(name, position, into, offset, length);
    }

    @Override
    public long length(String name) throws IOException {
        call("length");
        return target.length(name);
    }

    @Override
    public long modifiedMillis(String name) throws IOException {
        call("modifiedMillis");
        return target.modifiedMillis(name);
    }

    @Override
    public void delete(String name) throws IOException {
        call("delete");
        target.delete(name);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        call("list");
        return target.list(prefix);
    }
}
