package dev.diskless.initramfs;

/** A public key that nobody holds the private part of. */
public final class TestKeys {

    /** An RSA key of 2048 bits as apk keeps it. */
    public static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv63/H+OWipUSmjghg1kD
            qFr3vnZvtMHz4UsikGpyzdI34j+PD4rpXyCOzFL6uXs3kpNWhovpAOu8KanuF8gC
            5fF0JVb7UyYr7lIBH2cjXWvxjLCWz2deIy6gH7YmQ5n+hPnqvk4mXUuD/gh74DH4
            LR+bkpzXtTB/MSPdei4BHCjHjHJnwjoZEaVZeh24t/CjUVAEByvRqFinkhWkuqDt
            l+efii48XOOrx2YIMZlj0aKRgbAM6R7n6ri4aI/fZruTcZTy9AdrOodvm5JDb/8K
            2HXZ1qyOt6AcRL7bw8CRBdk9s7JseP3Oh5dBmJ/BglxDGlUFcO425S4EyVMI2sJe
            aQIDAQAB
            -----END PUBLIC KEY-----
            """;

    private TestKeys() {}
}
