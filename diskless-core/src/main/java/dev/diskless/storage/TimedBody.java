package dev.diskless.storage;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of an answer as a stream that waits for its next piece only so long. Holds one piece at a time. */
final class TimedBody extends InputStream implements HttpResponse.BodySubscriber<TimedBody> {

    private static final Object END = new Object();

    private final Duration patience;
    private final BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private List<ByteBuffer> piece = List.of();
    private int at;
    private boolean ended;

    TimedBody(Duration patience) {
        this.patience = patience;
    }

    /** Is there as soon as the headers are; those of the JDK that adapt a subscriber wait for its end. */
    @Override
    public CompletionStage<TimedBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(buffers);
    }

    @Override
    public void onError(Throwable failure) {
        arrived.add(failure instanceof IOException ? failure : new IOException(failure));
    }

    @Override
    public void onComplete() {
        arrived.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            while (at < piece.size()) {
                ByteBuffer buffer = piece.get(at);
                if (buffer.hasRemaining()) {
                    int count = Math.min(length, buffer.remaining());
                    buffer.get(target, offset, count);
                    return count;
                }
                at++;
            }
            next();
        }
        return -1;
    }

    @SuppressWarnings("unchecked")
    private void next() throws IOException {
        Object something = take();
        if (something instanceof IOException failure) {
            arrived.add(failure);
            throw new IOException(failure.getMessage(), failure);
        }
        if (something == END) {
            ended = true;
            return;
        }
        piece = (List<ByteBuffer>) something;
        at = 0;
        Flow.Subscription source = subscription;
        if (source != null) {
            source.request(1);
        }
    }

    private Object take() throws IOException {
        try {
            Object something = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (something == null) {
                throw new HttpTimeoutException("the body stands still");
            }
            return something;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public void close() {
        ended = true;
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
