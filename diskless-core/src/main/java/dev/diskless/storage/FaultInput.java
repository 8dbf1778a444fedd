package dev.diskless.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose failures are faults that name the place. */
final class FaultInput extends FilterInputStream {

    private final Object place;

    FaultInput(InputStream in, Object place) {
        super(in);
        this.place = place;
    }

    private interface Reading {
        long run() throws IOException;
    }

    private long attempt(Reading reading) throws IOException {
        try {
            return reading.run();
        } catch (IOException e) {
            throw StorageFaults.reading(e, place);
        } catch (RuntimeException e) {
            throw StorageFaults.state(e, place);
        }
    }

    @Override
    public int read() throws IOException {
        return (int) attempt(in::read);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return (int) attempt(() -> in.read(target, offset, length));
    }

    @Override
    public long skip(long count) throws IOException {
        return attempt(() -> in.skip(count));
    }

    @Override
    public int available() throws IOException {
        return (int) attempt(in::available);
    }

    @Override
    public void close() throws IOException {
        attempt(() -> {
            in.close();
            return 0;
        });
    }
}
