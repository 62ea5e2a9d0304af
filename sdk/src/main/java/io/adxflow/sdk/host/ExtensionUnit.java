package io.adxflow.sdk.host;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One extension's jars, through which all that it provides is asked: nothing that it throws or does to its thread reaches who asks.
 * Thread-safe.
 */
final class ExtensionUnit {
    private static final int MOST_CAUSES = 20;

    private final String file;
    private final ExtensionLoader loader;
    private final Duration patience;

    /** What was asked when it did not come back, or null. Once is enough: each further thread would be lost as well. */
    private volatile @Nullable String stuck;

    ExtensionUnit(String file, ExtensionLoader loader, Duration patience) {
        this.file = file;
        this.loader = loader;
        this.patience = patience;
    }

    String file() {
        return file;
    }

    ExtensionLoader loader() {
        return loader;
    }

    /**
     * Asks aside, for at most the patience.
     *
     * @param what is asked, for messages
     */
    <T> T ask(String what, Callable<T> call) throws ExtensionException {
        String before = stuck;
        if (before != null) {
            throw new ExtensionException(
                    file + ": " + before + " has not come back since; not asked for " + what, null);
        }
        Answer<T> answer = new Answer<>();
        Thread thread = new Thread(() -> answer.run(() -> within(call)), "extension-" + loader.getName());
        thread.setDaemon(true);
        thread.start();
        try {
            if (!answer.over.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                stuck = what;
                thread.interrupt();
                throw new ExtensionException(
                        file + ": " + what + " did not come back within " + patience.toSeconds() + " s", null);
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new ExtensionException(file + ": " + what + " was interrupted", e);
        }
        return answer.get(file, what);
    }

    /** Asks in this thread, with the class loader that libraries look for. Whatever is thrown gets out. */
    <T> T within(Callable<T> call) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return call.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static final class Answer<T> {
        private final CountDownLatch over = new CountDownLatch(1);
        private @Nullable T value;
        private @Nullable Throwable failure;

        void run(Callable<T> call) {
            try {
                value = call.call();
            } catch (Throwable e) {
                failure = e;
            } finally {
                over.countDown();
            }
        }

        T get(String file, String what) throws ExtensionException {
            if (failure instanceof ExtensionException told) {
                throw told;
            }
            T got = value;
            if (got == null) {
                throw new ExtensionException(
                        file + ": " + what + (failure == null ? " gave null" : " threw " + chain(failure)), failure);
            }
            return got;
        }

        /** With what is behind it, which often says more. */
        private static String chain(Throwable failure) {
            Throwable root = failure;
            for (int depth = 0; depth < MOST_CAUSES && root.getCause() != null; depth++) {
                root = root.getCause();
            }
            return root == failure ? String.valueOf(failure) : failure + ", because of " + root;
        }
    }
}
