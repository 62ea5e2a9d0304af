package io.adxflow.sources.grpc;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
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
            Channel connection = (Channel) accepted.get(i);
            if (intake.connectionOpened()) {
                connection.closeFuture().addListener(closed -> intake.connectionClosed());
            } else {
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            }
        }
        return count;
    }
}
