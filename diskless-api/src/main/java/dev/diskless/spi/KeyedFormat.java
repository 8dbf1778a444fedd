package dev.diskless.spi;

/**
 * A format whose overlays are encrypted. Without a source of passwords it recognises overlays, and refuses to read and
 * write them with a {@link dev.diskless.fault.LockedInputException}.
 */
public interface KeyedFormat extends OverlayFormat {

    /**
     * This format with passwords.
     *
     * @param passwords where they come from; asked anew for each overlay
     * @return the format; this one is not changed
     */
    OverlayFormat with(PasswordSource passwords);
}
