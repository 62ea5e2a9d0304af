package io.adxflow.job.cli;

import java.lang.reflect.Proxy;

/**
 * Hands SIGTERM and SIGINT to a handler in place of the JVM's shutdown.
 *
 * <p>Not a shutdown hook: hooks all run at once, so Flink's own (which delete its temporary files and stop its servers) would
 * tear down the job while ours still drains it; and after one the exit code is 143 whatever the drain achieved. With a handler
 * the JVM stays fully alive until the drain is over, and then exits as it likes.
 *
 * <p>By reflection, because the compiler warns of {@code sun.misc.Signal} in a way that cannot be answered in the source. The
 * module jdk.unsupported exports it for want of a successor.
 */
public final class Signals {
    private Signals() {}

    /** Sends this process SIGTERM, as who ends it from outside does. */
    public static void terminate() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            signal.getMethod("raise", signal)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"));
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException("this JVM knows no signals", absent);
        }
    }

    /** The handler runs on a thread of the JVM's for signals; it must return soon. Signals that the JVM reserves are left alone. */
    static void onTermination(Runnable handler) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handlerType}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            handler.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            default -> "adxflow's signal handler";
                        };
                    });
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handlerType)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException reservedOrAbsent) {
            // -Xrs gives signals to someone else: the process then ends as if killed, which loses nothing either.
            System.err.println("SIGTERM will end this process without a drain: " + reservedOrAbsent);
        }
    }
}
