<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>bascule::ui</name>
    <message numerus="yes">
        <source>%1 has %2 details, %3 has %4.</source>
        <translation>
            <numerusform>%1 has %2 detail, %3 has %4.</numerusform>
            <numerusform>%1 has %2 details, %3 has %4.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>frame 0x80, %1 bytes</source>
        <translation>
            <numerusform>frame 0x80, %1 byte</numerusform>
            <numerusform>frame 0x80, %1 bytes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 calls</source>
        <translation>
            <numerusform>%1, %2 call</numerusform>
            <numerusform>%1, %2 calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %1 errors</source>
        <translation>
            <numerusform>, %1 error</numerusform>
            <numerusform>, %1 errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>while the request was being sent (%1 messages had gone on)</source>
        <translation>
            <numerusform>while the request was being sent (%1 message had gone on)</numerusform>
            <numerusform>while the request was being sent (%1 messages had gone on)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>while the server was answering (%1 messages had come)</source>
        <translation>
            <numerusform>while the server was answering (%1 message had come)</numerusform>
            <numerusform>while the server was answering (%1 messages had come)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 messages left out because they cannot be read</source>
        <translation>
            <numerusform>%1 message left out because it cannot be read</numerusform>
            <numerusform>%1 messages left out because they cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 messages that masking would leave out because they cannot be read</source>
        <translation>
            <numerusform>%1 message that masking would leave out because it cannot be read</numerusform>
            <numerusform>%1 messages that masking would leave out because they cannot be read</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Masked in the first %1 calls: %2.</source>
        <translation>
            <numerusform>Masked in the first %1 call: %2.</numerusform>
            <numerusform>Masked in the first %1 calls: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Written as recorded in the first %1 calls: %2.</source>
        <translation>
            <numerusform>Written as recorded in the first %1 call: %2.</numerusform>
            <numerusform>Written as recorded in the first %1 calls: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 places depart from the schema in the part that was looked at</source>
        <translation>
            <numerusform>%1 place departs from the schema in the part that was looked at</numerusform>
            <numerusform>%1 places depart from the schema in the part that was looked at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 places depart from the schema</source>
        <translation>
            <numerusform>%1 place departs from the schema</numerusform>
            <numerusform>%1 places depart from the schema</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>left out, %1 errors</source>
        <translation>
            <numerusform>left out, %1 error</numerusform>
            <numerusform>left out, %1 errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 methods known, %2 seen but unknown</source>
        <translation>
            <numerusform>%1 method known, %2 seen but unknown</numerusform>
            <numerusform>%1 methods known, %2 seen but unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 methods from files in force for new calls</source>
        <translation>
            <numerusform>%1 method from files in force for new calls</numerusform>
            <numerusform>%1 methods from files in force for new calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; %1 sources left out, see the errors</source>
        <translation>
            <numerusform>; %1 source left out, see the errors</numerusform>
            <numerusform>; %1 sources left out, see the errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %2 calls · %3</source>
        <comment>when, how many, how large</comment>
        <translation>
            <numerusform>%1 · %2 call · %3</numerusform>
            <numerusform>%1 · %2 calls · %3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 sessions of earlier runs were not saved. The newest: %2.</source>
        <translation>
            <numerusform>%1 session of earlier runs was not saved. The newest: %2.</numerusform>
            <numerusform>%1 sessions of earlier runs were not saved. The newest: %2.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 fields are wrong; what is in force stays.</source>
        <translation>
            <numerusform>%1 field is wrong; what is in force stays.</numerusform>
            <numerusform>%1 fields are wrong; what is in force stays.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %1 open calls go on as they began.</source>
        <translation>
            <numerusform> %1 open call goes on as it began.</numerusform>
            <numerusform> %1 open calls go on as they began.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls</source>
        <translation>
            <numerusform>%1 call</numerusform>
            <numerusform>%1 calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls shown, %2 failed</source>
        <translation>
            <numerusform>%1 call shown, %2 failed</numerusform>
            <numerusform>%1 calls shown, %2 failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls that the filter lets through</source>
        <translation>
            <numerusform>%1 call that the filter lets through</numerusform>
            <numerusform>%1 calls that the filter lets through</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls, all of the session</source>
        <translation>
            <numerusform>%1 call, all of the session</numerusform>
            <numerusform>%1 calls, all of the session</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 methods known from %2</source>
        <translation>
            <numerusform>%1 method known from %2</numerusform>
            <numerusform>%1 methods known from %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>
Limit enforced %1 times: %2</source>
        <translation>
            <numerusform>
Limit enforced %1 time: %2</numerusform>
            <numerusform>
Limit enforced %1 times: %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 servers</source>
        <translation>
            <numerusform>%1 server</numerusform>
            <numerusform>%1 servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>· %1 calls</source>
        <translation>
            <numerusform>· %1 call</numerusform>
            <numerusform>· %1 calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Comment on %1 calls:</source>
        <translation>
            <numerusform>Comment on %1 call:</numerusform>
            <numerusform>Comment on %1 calls:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 calls written to %2</source>
        <translation>
            <numerusform>%1 call written to %2</numerusform>
            <numerusform>%1 calls written to %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %1 secrets masked</source>
        <translation>
            <numerusform>, %1 secret masked</numerusform>
            <numerusform>, %1 secrets masked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Exporting: %1 of %2 calls</source>
        <translation>
            <numerusform>Exporting: %1 of %2 call</numerusform>
            <numerusform>Exporting: %1 of %2 calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Searching %1 recorded calls: %2 % done, %3 found</source>
        <translation>
            <numerusform>Searching %1 recorded call: %2 % done, %3 found</numerusform>
            <numerusform>Searching %1 recorded calls: %2 % done, %3 found</numerusform>
        </translation>
    </message>
</context>
</TS>
