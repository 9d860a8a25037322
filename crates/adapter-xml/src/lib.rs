//! Elements by paths, SOAP bodies and ADO.NET data sets as rows.
