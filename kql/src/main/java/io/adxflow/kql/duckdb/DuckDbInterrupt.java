package io.adxflow.kql.duckdb;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.sql.Connection;
import org.duckdb.DuckDBConnection;

/**
 * Interrupts a connection of DuckDB. The driver's {@code Statement.cancel()} does so while a statement is executed, but not while a streamed result is fetched, which is when
 * most of it is calculated: it takes a lock that a fetch holds. So this asks the native code as the driver does, without that lock.
 */
final class DuckDbInterrupt {
    private static final MethodHandle INTERRUPT;
    private static final Field REFERENCE;

    static {
        try {
            Class<?> natives = Class.forName("org.duckdb.DuckDBNative", true, DuckDBConnection.class.getClassLoader());
            INTERRUPT = MethodHandles.privateLookupIn(natives, MethodHandles.lookup())
                    .findStatic(natives, "duckdb_jdbc_interrupt", MethodType.methodType(void.class, ByteBuffer.class));
            REFERENCE = DuckDBConnection.class.getDeclaredField("connRef");
            REFERENCE.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private DuckDbInterrupt() {}

    /** Whatever the connection calculates now fails, in its own thread. Not while the connection is being closed. */
    static void interrupt(Connection connection) {
        try {
            ByteBuffer reference = (ByteBuffer) REFERENCE.get(connection);
            if (reference != null) {
                INTERRUPT.invokeExact(reference);
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Throwable failed) {
            throw new IllegalStateException("cannot interrupt a connection: " + failed.getMessage(), failed);
        }
    }
}
