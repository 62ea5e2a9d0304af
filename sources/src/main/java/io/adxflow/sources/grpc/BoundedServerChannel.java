package io.adxflow.sources.grpc;

import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;

/** Accepts connections, and closes those that the intake does not let in before anything is read from them. */
final class BoundedServerChannel extends NioServerSocketChannel {
    private final ExportIntake intake;

    BoundedServerChannel(ExportIntake intake) {
        this.intake = intake;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int count = super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
            SocketChannel connection = (SocketChannel) accepted.get(i);
            if (!letIn(connection)) {
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            }
        }
        return count;
    }

    private boolean letIn(SocketChannel connection) {
        // Null when the sender is gone already.
        InetSocketAddress remote = connection.remoteAddress();
        if (remote == null || !intake.connectionOpened(remote, () -> close(connection))) {
            return false;
        }
        connection.closeFuture().addListener(closed -> intake.connectionClosed(remote));
        connection.pipeline().addFirst(new PrefaceWatch(() -> intake.connectionReady(remote)));
        return true;
    }

    private static void close(SocketChannel connection) {
        var unused = connection.close();
    }
}
