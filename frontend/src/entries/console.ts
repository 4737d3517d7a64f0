import "../console/sitting-console";
